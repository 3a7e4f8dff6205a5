import {
  AuthenticationHandler,
  BatchRequestContent,
  type BatchRequestStep,
  Client,
  HTTPMessageHandler,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import type { User } from '@microsoft/microsoft-graph-types';
import { type FieldName, fieldNames } from '../profile/fields.ts';
import { type Profile, profileSelect, readSummary, readValues, summarySelect } from '../profile/profile.ts';
import type { Directory } from './directory.ts';
import {
  type Answer,
  type BatchItem,
  bodyIsNeeded,
  bodyOf,
  distinct,
  parseJson,
  peopleIn,
  photoOf,
  readBatchAnswers,
} from './graphAnswers.ts';
import { errorOf, errorOfFailure } from './graphErrors.ts';
import { withRetry } from './retry.ts';
import {
  addressFilter,
  canBeEmployeeId,
  employeeIdFilter,
  isAddress,
  mostHits,
  searchClause,
} from './search.ts';

export interface GraphOptions {
  /** Graph's address without a path, such as `https://graph.microsoft.com`. */
  readonly baseUrl: string;
  /** A token of the person on whose behalf all calls are made, good for reading or for writing. */
  readonly accessToken: (use: 'read' | 'write', signal: AbortSignal) => Promise<string>;
  /** Sent along, so that Graph's own log can be found by it. */
  readonly correlationId: string | undefined;
  readonly protectedGroupId: string | undefined;
}

/** The directory behind Microsoft Graph v1.0. */
export function createGraphDirectory(options: GraphOptions): Directory {
  const clientWith = (token: string): Client => {
    const authentication = new AuthenticationHandler({ getAccessToken: async () => token });
    // No RetryHandler: it waits as long as Retry-After says, up to 3 minutes, and has no deadline. No redirects either.
    authentication.setNext(new HTTPMessageHandler());
    const hosts = new Set([new URL(options.baseUrl).hostname]);
    return Client.initWithMiddleware({
      middleware: authentication,
      baseUrl: options.baseUrl,
      customHosts: hosts,
    });
  };

  async function send(
    use: 'read' | 'write',
    method: 'get' | 'post' | 'patch',
    path: string,
    signal: AbortSignal,
    body?: object,
  ): Promise<Answer> {
    // Asked for before the request, so that a failure to get it is not taken for one of Graph's.
    const token = await options.accessToken(use, signal);
    let response: Response;
    let text: string;
    try {
      const request = clientWith(token)
        .api(path)
        .responseType(ResponseType.RAW)
        .option('signal', signal)
        .option('redirect', 'error')
        .headers({
          // Somebody waits for it: https://learn.microsoft.com/graph/throttling.
          'x-ms-throttle-priority': 'high',
          ...(options.correlationId ? { 'client-request-id': options.correlationId } : {}),
        });
      response = (await (method === 'get' ? request.get() : request[method](body))) as Response;
      text = await response.text();
    } catch (cause) {
      throw errorOfFailure(cause);
    }
    const parsed = parseJson(text);
    if (!response.ok) throw errorOf(response.status, parsed, response.headers);
    if (parsed === undefined && text !== '') throw errorOfFailure(new SyntaxError('The answer is no JSON'));
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** One round trip for several reads. Each answer is found by the id of its request. */
  async function readBatch(
    requests: readonly BatchItem[],
    signal: AbortSignal,
  ): Promise<Map<string, Answer>> {
    const steps = requests.map(
      ({ id, url, eventual, body }): BatchRequestStep => ({
        id,
        request: new Request(`https://graph.microsoft.com${url}`, {
          method: body ? 'POST' : 'GET',
          headers: {
            ...(eventual ? { ConsistencyLevel: 'eventual' } : {}),
            ...(body ? { 'Content-Type': 'application/json' } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        }),
      }),
    );
    const content = await new BatchRequestContent(steps).getContent();
    const answers = await withRetry(async () => {
      const outer = await send('read', 'post', '/$batch', signal, content);
      const answered = readBatchAnswers(outer.body);
      const first = requests[0];
      const answer = first && answered.get(first.id);
      // The items are throttled one by one; without the first there is nothing to show.
      if (!answer) throw errorOfFailure(new SyntaxError('The batch has no answer for its first request'));
      if (answer.status === 429 || answer.status >= 500)
        throw errorOf(answer.status, answer.body, answer.headers);
      return answered;
    }, signal);
    return answers;
  }

  const profileItems = (key: string, prefix = ''): BatchItem[] => {
    const user = `/users/${encodeURIComponent(key)}`;
    return [
      { id: `${prefix}user`, url: `${user}?$select=${profileSelect.join(',')}` },
      { id: `${prefix}manager`, url: `${user}/manager?$select=id,displayName` },
      { id: `${prefix}photo`, url: `${user}/photos/96x96/$value` },
      ...protectionItem(user, prefix),
    ];
  };

  const protectionItem = (user: string, prefix = ''): BatchItem[] =>
    options.protectedGroupId === undefined
      ? []
      : [
          {
            id: `${prefix}protected`,
            url: `${user}/checkMemberGroups`,
            body: { groupIds: [options.protectedGroupId] },
          },
        ];

  const isProtected = (answers: ReadonlyMap<string, Answer>, prefix = ''): boolean => {
    if (options.protectedGroupId === undefined) return false;
    const answer = answers.get(`${prefix}protected`);
    const groups = (answer?.body as { value?: unknown } | undefined)?.value;
    // Membership that can't be read counts as protected.
    return answer?.status !== 200 || !Array.isArray(groups) || groups.length > 0;
  };

  function readProfile(answers: ReadonlyMap<string, Answer>, prefix = ''): Profile {
    const user = bodyOf<User>(answers.get(`${prefix}user`));
    const manager = answers.get(`${prefix}manager`);
    const managerUser = manager?.status === 200 ? (manager.body as User) : undefined;
    return {
      ...readSummary(user),
      values: readValues(user, fieldNames),
      manager: managerUser?.id
        ? { id: managerUser.id, displayName: managerUser.displayName ?? managerUser.id }
        : undefined,
      photo: photoOf(answers.get(`${prefix}photo`)),
      isProtected: isProtected(answers, prefix),
    };
  }

  return {
    async find(text, signal) {
      const clause = searchClause(text);
      if (clause === '') return { kind: 'people', people: [], more: false };
      const select = `$select=${summarySelect.join(',')}&$top=${mostHits + 1}`;
      const byFilter = (id: string, filter: string): BatchItem => ({
        id,
        url: `/users?$filter=${encodeURIComponent(filter)}&${select}`,
      });
      const items: BatchItem[] = [
        {
          id: 'search',
          url: `/users?$search=${encodeURIComponent(clause)}&${select}`,
          eventual: true,
        },
      ];
      if (isAddress(text))
        items.push(byFilter('address', addressFilter(text)), ...profileItems(text, 'upn-'));
      else if (canBeEmployeeId(text)) items.push(byFilter('employee', employeeIdFilter(text)));
      const answers = await readBatch(items, signal);
      if (answers.get('upn-user')?.status === 200)
        return { kind: 'profile', profile: readProfile(answers, 'upn-') };
      const exact = ['address', 'employee'].flatMap((id) => peopleIn(answers.get(id)));
      const people = distinct(exact.length > 0 ? exact : peopleIn(bodyIsNeeded(answers.get('search'))));
      return { kind: 'people', people: people.slice(0, mostHits), more: people.length > mostHits };
    },

    async profile(personId, signal) {
      return readProfile(await readBatch(profileItems(personId), signal));
    },

    async current(personId, names, signal) {
      const user = `/users/${encodeURIComponent(personId)}`;
      const item: BatchItem = { id: 'user', url: `${user}?$select=id,${names.join(',')}` };
      const answers = await readBatch([item, ...protectionItem(user)], signal);
      return {
        values: readValues(bodyOf<User>(answers.get('user')), names as FieldName[]),
        isProtected: isProtected(answers),
      };
    },

    async prepareWrite(signal) {
      await options.accessToken('write', signal);
    },

    async write(step, signal) {
      const path = `/users/${encodeURIComponent(step.personId)}`;
      const answer = await withRetry(() => send('write', 'patch', path, signal, step.body), signal, {
        only: 'throttled',
      });
      return { requestId: answer.headers.get('request-id') ?? undefined };
    },
  };
}

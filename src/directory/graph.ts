import { type FieldName, firstSections } from '../profile/fields.ts';
import { isSignInMethod } from '../profile/permissions.ts';
import { isPhone, phoneSpellings } from '../profile/phoneNumbers.ts';
import type { Step } from '../profile/plan.ts';
import { summarySelect } from '../profile/profile.ts';
import { readAuditLog } from './auditLog.ts';
import { type Directory, DirectoryError, type StagedPhoto, type StepOutcome } from './directory.ts';
import { type Answer, type BatchItem, bodyIsNeeded, distinct, peopleIn, valueList } from './graphAnswers.ts';
import {
  createGraphClient,
  type GraphClientOptions,
  type GraphRequest,
  type TokenUse,
} from './graphClient.ts';
import { errorOf, errorOfFailure } from './graphErrors.ts';
import { phoneFilter } from './phoneSearch.ts';
import {
  fieldItems,
  nameItems,
  organizationItem,
  profileItems,
  readFields,
  readNames,
  readProfile,
} from './reads.ts';
import { withRetry } from './retry.ts';
import {
  addressFilter,
  canBeEmployeeId,
  employeeIdFilter,
  isAddress,
  mostHits,
  searchClause,
} from './search.ts';
import { isDoneAlready, usesSignInMethods, writeRequest } from './writes.ts';

export interface GraphOptions extends GraphClientOptions {
  readonly protectedGroupId: string | undefined;
  /** What is known of the tenant; it is noted where an answer tells it. */
  readonly tenant: { country: string | undefined };
  /** The bytes of a picture that waits to be written; undefined once they are gone. */
  readonly stagedPhoto: (id: string) => Promise<StagedPhoto | undefined>;
}

/** The directory behind Microsoft Graph v1.0. */
export function createGraphDirectory(options: GraphOptions): Directory {
  const graph = createGraphClient(options);

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

  /** One write alone, or as a part of a batch that answered it already. */
  async function writeStep(step: Step, signal: AbortSignal, answered?: Answer): Promise<StepOutcome> {
    let first = answered;
    const send = async (attempt: number): Promise<Answer> => {
      const answer = first ?? (await graph.send({ ...(await requestOf(step)), attempt }, signal));
      first = undefined;
      if (answer.status >= 300) throw errorOf(answer.status, answer.body, answer.headers);
      return answer;
    };
    try {
      const answer = await withRetry(send, signal, { only: 'throttled' });
      return { state: 'saved', requestId: answer.headers.get('request-id') ?? undefined };
    } catch (error) {
      if (error instanceof DirectoryError && error.kind === 'notFound') {
        if (isDoneAlready(step, 404)) return { state: 'saved', requestId: error.requestId };
        // Who has no mailbox has no place for a photo: https://learn.microsoft.com/graph/api/profilephoto-update.
        if (step.kind === 'setPhoto')
          return {
            state: 'failed',
            error: new DirectoryError('noMailbox', { code: error.code, requestId: error.requestId }),
          };
      }
      return { state: 'failed', error };
    }
  }

  async function requestOf(step: Step): Promise<GraphRequest> {
    if (step.kind !== 'setPhoto') return { use: useOf(step), ...writeRequest(step, options.baseUrl) };
    const path = `/users/${encodeURIComponent(step.personId)}/photo/$value`;
    if (step.stagedPhoto === null) return { use: 'write', method: 'DELETE', path };
    const staged = await options.stagedPhoto(step.stagedPhoto);
    if (!staged) throw new DirectoryError('refused', { code: 'the picture is gone' });
    return { use: 'write', method: 'PUT', path, body: staged.bytes, contentType: staged.contentType };
  }

  /** Steps that go out together. A batch has one token, and a photo does not fit into one. */
  async function writeGroup(steps: readonly Step[], signal: AbortSignal): Promise<StepOutcome[]> {
    const uses = ['write', 'signInMethods'] as const;
    const inBatch = uses.map((use) => steps.filter((one) => one.kind !== 'setPhoto' && useOf(one) === use));
    const batches = await Promise.all(
      inBatch.map((some, index) =>
        some.length > 1 ? sendWrites(uses[index] as TokenUse, some, signal) : undefined,
      ),
    );
    return await Promise.all(
      steps.map(async (step) => {
        const batch = batches.find((one) => one?.has(step));
        const answer = batch?.get(step);
        if (answer instanceof Error) return { state: 'failed', error: answer };
        return await writeStep(step, signal, answer);
      }),
    );
  }

  /** One batch of writes. Where there is no answer to one of them, nobody knows whether it happened. */
  async function sendWrites(
    use: TokenUse,
    steps: readonly Step[],
    signal: AbortSignal,
  ): Promise<Map<Step, Answer | Error>> {
    const items = await Promise.all(
      steps.map(async (step, index): Promise<BatchItem> => {
        const { method, path, body } = await requestOf(step);
        return {
          id: String(index),
          url: path,
          method: method as Exclude<typeof method, 'GET'>,
          ...(body ? { body: body as object } : {}),
        };
      }),
    );
    try {
      const answers = await withRetry((attempt) => graph.sendBatch(use, items, signal, attempt), signal, {
        only: 'throttled',
      });
      const lost = errorOfFailure(new SyntaxError('The batch lacks an answer'));
      return new Map(steps.map((step, index) => [step, answers.get(String(index)) ?? lost]));
    } catch (error) {
      return new Map(steps.map((step) => [step, error as Error]));
    }
  }

  const phoneItem = (text: string, select: string): BatchItem => {
    const filter = phoneFilter(phoneSpellings(text, options.tenant.country));
    const url = `/users?$filter=${encodeURIComponent(filter)}&${select}&$count=true`;
    return { id: 'phone', url, eventual: true };
  };

  const noteTenant = (answer: Answer | undefined): void => {
    const country = answer?.status === 200 ? valueList(answer.body)[0]?.countryLetterCode : undefined;
    if (typeof country === 'string') options.tenant.country = country;
  };

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
      if (isAddress(text)) {
        const user = `/users/${encodeURIComponent(text)}`;
        items.push(
          byFilter('address', addressFilter(text)),
          ...profileItems(text, firstSections, 'upn-'),
          ...protectionItem(user, 'upn-'),
        );
      } else if (canBeEmployeeId(text)) items.push(byFilter('employee', employeeIdFilter(text)));
      const wasKnown = options.tenant.country;
      if (isPhone(text)) items.push(phoneItem(text, select), organizationItem);
      const answers = await graph.readBatch('read', items, signal);
      noteTenant(answers.get('organization'));
      if (answers.get('upn-user')?.status === 200) {
        const profile = readProfile(answers, firstSections, isProtected(answers, 'upn-'), 'upn-');
        return { kind: 'profile', profile };
      }
      const exact = ['address', 'employee', 'phone'].flatMap((id) => peopleIn(answers.get(id)));
      // The first of all numbers that are looked for is the one that tells where the tenant is.
      if (exact.length === 0 && isPhone(text) && wasKnown !== options.tenant.country) {
        const again = await graph.readBatch('read', [phoneItem(text, select)], signal);
        exact.push(...peopleIn(again.get('phone')));
      }
      const people = distinct(exact.length > 0 ? exact : peopleIn(bodyIsNeeded(answers.get('search'))));
      return { kind: 'people', people: people.slice(0, mostHits), more: people.length > mostHits };
    },

    async profile(personId, sections, signal, others = []) {
      const items = [
        ...profileItems(personId, sections),
        ...protectionItem(`/users/${encodeURIComponent(personId)}`),
        ...nameItems(others),
      ];
      const answers = await graph.readBatch(
        sections.includes('signIn') ? 'signInMethods' : 'read',
        items,
        signal,
      );
      noteTenant(answers.get('organization'));
      return { ...readProfile(answers, sections, isProtected(answers)), names: readNames(answers, others) };
    },

    async current(personId, names, signal, others = []) {
      const user = `/users/${encodeURIComponent(personId)}`;
      const items = [...fieldItems(user, names), ...protectionItem(user), ...nameItems(others)];
      const answers = await graph.readBatch(useOfFields(names)[0] ?? 'read', items, signal);
      const { values, unreadable } = readFields(answers, names);
      for (const store of Object.keys(unreadable)) bodyIsNeeded(answers.get(store));
      return { values, isProtected: isProtected(answers), names: readNames(answers, others) };
    },

    auditLog: (personId, signal) => readAuditLog(graph, personId, signal),

    async prepareWrite(names, signal) {
      const uses: TokenUse[] = [
        ...useOfFields(names),
        ...(names.some((name) => !isSignInMethod(name)) ? (['write'] as const) : []),
      ];
      await Promise.all(uses.map((use) => options.accessToken(use, signal)));
    },

    async write(groups, signal) {
      const outcomes: StepOutcome[] = [];
      for (const group of groups) {
        const isHeldUp = outcomes.some(({ state }) => state !== 'saved');
        outcomes.push(
          ...(isHeldUp
            ? group.map((): StepOutcome => ({ state: 'notTried' }))
            : await writeGroup(group, signal)),
        );
      }
      return outcomes;
    },
  };
}

function useOfFields(names: readonly FieldName[]): TokenUse[] {
  return names.some(isSignInMethod) ? ['signInMethods'] : [];
}

function useOf(step: Step): TokenUse {
  return usesSignInMethods(step) ? 'signInMethods' : 'write';
}

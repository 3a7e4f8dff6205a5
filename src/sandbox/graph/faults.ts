import { GraphError } from './errors.ts';

/** A request as a fault looks at it. */
export interface FaultRequest {
  readonly method: string;
  /** Path and query as they arrived, without the version, such as `/users/x?$select=id`; a batch's is `/$batch`. */
  readonly path: string;
  /** As it was read: parsed JSON, bytes, or undefined. */
  readonly body: unknown;
  /** An item of a batch, and not the batch itself. */
  readonly inBatch: boolean;
}

export type FaultMatch =
  | ((request: FaultRequest) => boolean)
  | { readonly method?: string; readonly pathIncludes?: string };

/** Something that goes wrong, on order. Unless `afterApply`, the request has no effect. */
export interface Fault {
  /** Which requests it hits; all if left out. */
  readonly match?: FaultMatch;
  /** How many of them; 1 if left out. */
  readonly times?: number;
  /**
   * - `throttle`: 429. https://learn.microsoft.com/graph/throttling
   * - `status`: another status, in Graph's form.
   * - `claims`: a claims challenge, 401, or 403 by `status`. https://learn.microsoft.com/entra/identity-platform/claims-challenge
   * - `reset`: the socket dies before the answer. An item of a batch takes the whole batch with it, as do the next three.
   * - `html`: a gateway's page instead of Graph's answer, 502 or `status`.
   * - `truncate`: the request is done, and its answer breaks off in the middle of the JSON.
   * - `break`: the request is done, and the socket dies in the middle of the answer's body.
   * - `delay`: it takes `ms` longer. The request is done after that, even if its client is gone by then.
   */
  readonly kind: 'throttle' | 'status' | 'claims' | 'reset' | 'html' | 'truncate' | 'break' | 'delay';
  /** The request is done, and only then the fault shows. */
  readonly afterApply?: boolean;
  /** With `status`: 503 if left out. */
  readonly status?: number;
  /** Graph's error code; that which is usual for the status if left out. */
  readonly code?: string;
  readonly message?: string;
  /** With `throttle` 10 if left out, `none` for a 429 that does not say; with `status` none if left out. */
  readonly retryAfterSeconds?: number | 'none';
  /** Of `delay`, milliseconds of real time; until the client goes away if left out (the request is never done then, unless `afterApply`). */
  readonly ms?: number;
  /** Of `claims`: JSON that is sent as the challenge. */
  readonly claims?: string;
}

/** The faults that are on order; the first that matches hits. */
export class FaultPlan {
  #ordered: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#ordered.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#ordered = [];
  }

  /** How many hits are still to come. */
  get pending(): number {
    return this.#ordered.reduce((sum, { left }) => sum + left, 0);
  }

  /** The fault that hits the request, if any; used up by that. */
  take(request: FaultRequest): Fault | undefined {
    const hit = this.#ordered.find(({ fault }) => matches(fault.match, request));
    if (!hit) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.#ordered = this.#ordered.filter((one) => one !== hit);
    return hit.fault;
  }
}

function matches(match: FaultMatch | undefined, request: FaultRequest): boolean {
  if (match === undefined) return true;
  if (typeof match === 'function') return match(request);
  return (
    (match.method ?? request.method).toUpperCase() === request.method &&
    request.path.includes(match.pathIncludes ?? '')
  );
}

const usualCodes: Readonly<Record<number, string>> = {
  400: 'Request_BadRequest',
  403: 'Authorization_RequestDenied',
  404: 'Request_ResourceNotFound',
  409: 'Directory_ConcurrencyViolation',
  412: 'PreconditionFailed',
  423: 'Locked',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** The refusal that a `throttle`, `status` or `claims` fault answers with. */
export function refusalOf(fault: Fault): GraphError {
  if (fault.kind === 'claims') return claimsChallenge(fault);
  const isThrottle = fault.kind === 'throttle';
  const status = isThrottle ? 429 : (fault.status ?? 503);
  const seconds = fault.retryAfterSeconds ?? (isThrottle ? 10 : 'none');
  return new GraphError(
    status,
    fault.code ?? usualCodes[status] ?? 'UnknownError',
    fault.message ?? (isThrottle ? 'Too many requests.' : 'The service could not answer the request.'),
    { headers: seconds === 'none' ? {} : { 'Retry-After': String(seconds) } },
  );
}

/** In the form of https://learn.microsoft.com/entra/identity-platform/claims-challenge; the text is of msgraph-sdk-java issue 2355. */
function claimsChallenge({ status = 401, claims, code, message }: Fault): GraphError {
  const wanted = claims ?? '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
  const parts = [
    'realm=""',
    'authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
    'client_id="00000003-0000-0000-c000-000000000000"',
    'error="insufficient_claims"',
    `claims="${Buffer.from(wanted).toString('base64')}"`,
  ];
  return new GraphError(
    status,
    code ?? (status === 401 ? 'InvalidAuthenticationToken' : 'insufficient_claims'),
    message ??
      'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenCreatedWithOutdatedPolicies',
    { headers: { 'WWW-Authenticate': `Bearer ${parts.join(', ')}` } },
  );
}

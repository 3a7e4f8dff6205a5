/** Something that goes wrong, on order. */
export interface Fault {
  /** Which requests; all if left out. The path is with its query, without the version. */
  readonly on?: { readonly method?: string; readonly path?: RegExp };
  readonly kind: 'throttle' | 'status' | 'reset' | 'delay' | 'claims' | 'truncate' | 'html';
  /** With `status`: 403, 404, 409, 500, 503, 504. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly delayMs?: number;
  /** The request has its effect, and only then the fault shows. */
  readonly afterApply?: boolean;
  /** How many requests it hits; 1 if left out. */
  readonly times?: number;
}

/** The faults that are on order, first come first served. */
export class Faults {
  #ordered: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#ordered.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#ordered = [];
  }

  /** The fault that hits this request, if any; it is used up by that. */
  take(method: string, path: string): Fault | undefined {
    const hit = this.#ordered.find(({ fault: { on } }) => {
      return (
        (on?.method === undefined || on.method === method) && (on?.path === undefined || on.path.test(path))
      );
    });
    if (!hit) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.#ordered = this.#ordered.filter((ordered) => ordered !== hit);
    return hit.fault;
  }
}

const statusCodes: Readonly<Record<number, string>> = {
  400: 'Request_BadRequest',
  403: 'Authorization_RequestDenied',
  404: 'Request_ResourceNotFound',
  409: 'Request_MultipleObjectsWithSameKeyValue',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** Status, code and headers that a fault answers with. */
export function faultAnswer(fault: Fault): { status: number; code: string; headers: Record<string, string> } {
  // https://learn.microsoft.com/graph/throttling
  if (fault.kind === 'throttle') {
    const headers =
      fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) };
    return { status: 429, code: 'TooManyRequests', headers };
  }
  if (fault.kind === 'claims') {
    // https://learn.microsoft.com/entra/identity-platform/claims-challenge
    const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString(
      'base64',
    );
    return {
      status: 401,
      code: 'InvalidAuthenticationToken',
      headers: { 'WWW-Authenticate': `Bearer realm="", error="insufficient_claims", claims="${claims}"` },
    };
  }
  const status = fault.status ?? 503;
  return { status, code: statusCodes[status] ?? 'UnknownError', headers: {} };
}

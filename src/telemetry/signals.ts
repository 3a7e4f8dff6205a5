// All that telemetry can say, declared once: the names, their attributes, and every value that an attribute may have. What
// is not listed here is not sent, so that nothing personal can be, whatever a call site passes. docs/operate.md shows it.
// Names are OpenTelemetry's where it has some: https://opentelemetry.io/docs/specs/semconv/http/http-spans/,
// …/http/http-metrics/, …/db/database-metrics/. `url.full`, `url.path`, `client.address` and `user_agent.original` are left
// out knowingly: Graph's addresses hold user principal names.

/** The values of an attribute; any other is sent as `_OTHER`, as OpenTelemetry has it. `number`: whole numbers. */
export const attributes = {
  'http.request.method': ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
  'http.response.status_code': 'number',
  'http.request.resend_count': 'number',
  'http.route': ['/api/messages'],
  'url.scheme': ['http', 'https'],
  'url.template': ['/v1.0/$batch'],
  'server.address': 'host',
  'error.type': ['failed'],
  'db.system.name': ['lmdb', 'memory', 'azure.blob_storage'],
  'db.operation.name': ['read', 'write', 'delete'],
  'profile_desk.activity': [
    'message',
    'adaptiveCard/action',
    'application/search',
    'signin/tokenExchange',
    'signin/verifyState',
    'signin/failure',
    'installationUpdate',
    'conversationUpdate',
    'messageReaction',
    '_OTHER',
  ],
  'profile_desk.graph.use': ['read', 'write', 'signInMethods', 'auditLog'],
  'profile_desk.token_exchange.outcome': [
    'exchanged',
    'consentMissing',
    'moreWanted',
    'signInAgain',
    'misconfigured',
    'unreachable',
  ],
  'profile_desk.sign_in.step': ['silent', 'exchange', 'code', 'button', 'signOut'],
  'profile_desk.sign_in.outcome': ['done', 'refused', 'failed'],
  'profile_desk.save.outcome': [
    'saved',
    'partlySaved',
    'notSaved',
    'unknown',
    'conflict',
    'confirming',
    'notBegun',
  ],
  'profile_desk.request.state': ['open', 'approved', 'declined', 'withdrawn'],
  'profile_desk.refusal.reason': [
    'method',
    'content type',
    'content encoding',
    'content length',
    'no token, or too long',
    'not a bearer token',
    'not a token',
    'algorithm',
    'issuer',
    'audience',
    'expiry',
    'no service URL in the token',
    'slow body',
    'broken body',
    'body',
    'closed',
    'not JSON, or a key that is no data',
    'too deep',
    'not an activity of Teams',
    'service URL',
    'tenant',
    'token',
  ],
  'profile_desk.rate_limit.kind': ['message', 'click', 'typeahead', 'refresh', 'signIn'],
} as const satisfies Record<string, readonly string[] | 'number' | 'host'>;

export type AttributeName = keyof typeof attributes;
export type AttributeValue<Name extends AttributeName> =
  (typeof attributes)[Name] extends readonly (infer One)[]
    ? One
    : (typeof attributes)[Name] extends 'number'
      ? number
      : string;

export interface Operation {
  /** The histogram of its durations, in seconds. */
  readonly metric: string;
  /** Whether each has a span too, and of which kind. */
  readonly span: 'server' | 'client' | 'none';
  readonly about: string;
  readonly attributes: readonly AttributeName[];
  /** What only the span has. */
  readonly ofSpan?: readonly AttributeName[];
}

/** What takes time. */
export const operations = {
  turn: {
    metric: 'http.server.request.duration',
    span: 'server',
    about: 'a request to `/api/messages`, from its arrival to its answer',
    attributes: [
      'http.request.method',
      'url.scheme',
      'http.route',
      'http.response.status_code',
      'error.type',
      'profile_desk.activity',
    ],
  },
  graphRequest: {
    metric: 'http.client.request.duration',
    span: 'client',
    about: 'a request to Microsoft Graph, a batch as one',
    attributes: [
      'http.request.method',
      'url.template',
      'server.address',
      'http.response.status_code',
      'error.type',
      'profile_desk.graph.use',
    ],
    ofSpan: ['http.request.resend_count'],
  },
  tokenExchange: {
    metric: 'profile_desk.token_exchange.duration',
    span: 'client',
    about: 'getting a token for Graph on behalf of the one who clicked; from memory where there is one',
    attributes: ['profile_desk.token_exchange.outcome', 'error.type'],
  },
  storeOperation: {
    metric: 'db.client.operation.duration',
    span: 'none',
    about: 'a read, write or removal in the store',
    attributes: ['db.system.name', 'db.operation.name', 'error.type'],
  },
} as const satisfies Record<string, Operation>;

/** What is counted. */
export const counters = {
  graphRetries: {
    metric: 'profile_desk.graph.retries',
    about: 'requests that were sent to Graph once more',
    attributes: ['profile_desk.graph.use'],
  },
  signIns: {
    metric: 'profile_desk.sign_ins',
    about: 'what the Token Service was asked for, and what came of it',
    attributes: ['profile_desk.sign_in.step', 'profile_desk.sign_in.outcome'],
  },
  saves: {
    metric: 'profile_desk.saves',
    about: 'clicks that save, confirm, repeat or undo, by what came of them',
    attributes: ['profile_desk.save.outcome'],
  },
  requests: {
    metric: 'profile_desk.requests',
    about: 'changes that somebody asked for (`open`), and what was decided',
    attributes: ['profile_desk.request.state'],
  },
  refusals: {
    metric: 'profile_desk.refusals',
    about: 'requests that were refused at the door',
    attributes: ['profile_desk.refusal.reason'],
  },
  tooMany: {
    metric: 'profile_desk.rate_limit.refusals',
    about: 'what somebody did too often',
    attributes: ['profile_desk.rate_limit.kind'],
  },
} as const satisfies Record<string, { metric: string; about: string; attributes: readonly AttributeName[] }>;

export type OperationName = keyof typeof operations;
export type CounterName = keyof typeof counters;
type AllOf<Name extends AttributeName> = { readonly [One in Name]?: AttributeValue<One> };
type OfSpan<Name extends OperationName> = (typeof operations)[Name] extends {
  readonly ofSpan: readonly (infer One extends AttributeName)[];
}
  ? One
  : never;
export type OperationAttributes<Name extends OperationName> = AllOf<
  (typeof operations)[Name]['attributes'][number] | OfSpan<Name>
>;
export type CounterAttributes<Name extends CounterName> = Required<
  AllOf<(typeof counters)[Name]['attributes'][number]>
>;
/** What may be noted of whatever is under way. */
export type AnyAttributes = AllOf<AttributeName>;

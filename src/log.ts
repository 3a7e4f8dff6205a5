import { AsyncLocalStorage } from 'node:async_hooks';
import pino, { type DestinationStream, type Logger } from 'pino';

/** What happened in one write, without any value. */
export interface AuditEntry {
  readonly actor: string;
  readonly person: string;
  readonly fields: readonly string[];
  readonly editId: string;
  readonly outcome: string;
  readonly graphRequestId: string | undefined;
  readonly reasonGiven: boolean;
}

/** The one logger: JSON lines, each with the correlation id of its turn, none with a value of a profile. */
export interface Log {
  debug(event: string, details?: Details): void;
  info(event: string, details?: Details): void;
  warn(event: string, details?: Details): void;
  error(event: string, details?: Details): void;
  audit(entry: AuditEntry): void;
}

const turns = new AsyncLocalStorage<{ correlationId: string }>();

/** Runs `work` so that every line logged in it carries this correlation id. */
export function withCorrelationId<Result>(correlationId: string, work: () => Result): Result {
  return turns.run({ correlationId }, work);
}

/** The correlation id of the turn under way; the user can quote it. */
export function correlationId(): string | undefined {
  return turns.getStore()?.correlationId;
}

/** The correlation id in the form of a trace's id: https://www.w3.org/TR/trace-context/#trace-id. */
export function traceIdOf(id: string): string {
  return id.replaceAll('-', '');
}

/** What a line may tell besides its event, each one word or number of the bot's own under a key of its own. */
const detailKeys = [
  'activity',
  'actor',
  'advice',
  'code',
  'credential',
  'editId',
  'failure',
  'graphRequestId',
  'method',
  'missing',
  'ms',
  'port',
  'reason',
  'requestId',
  'signal',
  'status',
  'to',
  'why',
] as const;

export type Details = Readonly<
  Partial<Record<(typeof detailKeys)[number], string | number | undefined>> & { error?: unknown }
>;

/** Of these the log itself makes what is written. */
const ownKeys = ['correlationId', 'trace_id', 'audit', 'error'];
const keys: ReadonlySet<string> = new Set([...detailKeys, ...ownKeys]);
const objects: ReadonlySet<string> = new Set(['audit', 'error']);

/** The compiler refuses any other key; what gets around it is hidden. */
function declaredOnly(details: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      keys.has(key) && (typeof value !== 'object' || objects.has(key)) ? value : '[hidden]',
    ]),
  );
}

/**
 * @param destination where the lines go; standard output if left out.
 * @param options.traceIds whether the lines of a turn carry the id of its trace too, under OpenTelemetry's name for it.
 */
export function createLog(
  level: string,
  destination?: DestinationStream,
  options: { readonly traceIds?: boolean } = {},
): Log {
  const logger: Logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: declaredOnly },
      mixin() {
        const turn = turns.getStore();
        if (!turn) return {};
        // Always a new object: pino writes the line's own details into it.
        // https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
        return { ...turn, ...(options.traceIds ? { trace_id: traceIdOf(turn.correlationId) } : {}) };
      },
      serializers: { error: describeError },
      hooks: { streamWrite: escapeControls },
    },
    // A line is out when the call returns, whatever happens to the process then.
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
  // Audit lines are written whatever the level.
  const audit = logger.child({}, { level: 'info' });
  const write =
    (at: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, details: Details = {}) =>
      logger[at](details, event);
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    audit: ({ actor, person, fields, editId, outcome, graphRequestId, reasonGiven }) =>
      audit.info({ audit: { actor, person, fields, editId, outcome, graphRequestId, reasonGiven } }, 'write'),
  };
}

/** What JSON lets stand, but ends a line for some readers, or is obeyed by a terminal. */
const controls = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escapeControls(line: string): string {
  return line.replace(controls, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What a name or a code of a program looks like. Whatever else stands in its place was not made by one alone. */
const wordForm = /^[A-Za-z][\w.]{0,79}$/;
const requestIdForm = /^[\w-]{1,80}$/;

function ofForm(form: RegExp, value: unknown): string | number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  return typeof value === 'string' && form.test(value) ? value : '[hidden]';
}

/** An error's name, codes and place. Its message may quote a value, a URL or a token, and stays out. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, kind, statusCode, requestId } = error as Error & Record<string, unknown>;
  // The message stands in the stack too, and may have lines that look like places.
  const at = error.stack
    ?.replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
  // The SDK's dialogs wrap an error and keep the original in `error`.
  const inner = error.cause ?? (error as { error?: unknown }).error;
  const cause = inner instanceof Error ? describeError(inner) : undefined;
  return {
    name: ofForm(wordForm, error.name),
    code: ofForm(wordForm, code),
    kind: ofForm(wordForm, kind),
    statusCode: ofForm(wordForm, statusCode),
    requestId: ofForm(requestIdForm, requestId),
    at,
    cause,
  };
}

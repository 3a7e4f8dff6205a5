import { randomUUID } from 'node:crypto';

/** An error of Entra's token endpoint: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#error-response-1. */
export interface EntraErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly suberror?: string;
  readonly claims?: string;
}

interface Kind {
  readonly status: 400 | 401;
  readonly error: string;
  readonly text: string;
  readonly suberror?: string;
}

// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
const kinds: Readonly<Record<number, Kind>> = {
  7000215: {
    status: 401,
    error: 'invalid_client',
    text: 'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app.',
  },
  700016: {
    status: 400,
    error: 'unauthorized_client',
    text: 'Application with this identifier was not found in the directory.',
  },
  90002: {
    status: 400,
    error: 'invalid_request',
    text: 'Tenant not found. Check to make sure you have the correct tenant ID.',
  },
  70011: {
    status: 400,
    error: 'invalid_scope',
    text: 'The provided value for the input parameter scope is not valid.',
  },
  70003: {
    status: 400,
    error: 'unsupported_grant_type',
    text: 'The app requested an unsupported grant type.',
  },
  65001: {
    status: 400,
    error: 'invalid_grant',
    suberror: 'consent_required',
    text: 'The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.',
  },
  50057: { status: 400, error: 'invalid_grant', text: 'The user account is disabled.' },
  50013: { status: 400, error: 'invalid_grant', text: 'Assertion failed signature validation.' },
  500131: {
    status: 400,
    error: 'invalid_request',
    text: 'Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was different from the expected audience.',
  },
  500133: {
    status: 400,
    error: 'invalid_grant',
    text: 'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.',
  },
  // On-behalf-of with Conditional Access: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example
  50076: {
    status: 400,
    error: 'interaction_required',
    suberror: 'basic_action',
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  },
};

/** The answer for one of Entra's error codes. */
export function entraError(code: number, claims?: string): { status: 400 | 401; body: EntraErrorBody } {
  const kind = kinds[code];
  if (!kind) throw new Error(`The sandbox has no AADSTS${code}`);
  const trace_id = randomUUID();
  const correlation_id = randomUUID();
  const timestamp = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace('T', ' ');
  const body: EntraErrorBody = {
    error: kind.error,
    error_description: `AADSTS${code}: ${kind.text} Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id,
    correlation_id,
    ...(kind.suberror ? { suberror: kind.suberror } : {}),
    ...(claims ? { claims } : {}),
  };
  return { status: kind.status, body };
}

import { randomUUID } from 'node:crypto';

/** An error of Entra's token endpoint: https://learn.microsoft.com/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application. */
export interface EntraErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri: string;
  readonly suberror?: string;
  readonly claims?: string;
}

interface Kind {
  readonly status: 400 | 401;
  readonly error: string;
  readonly text: string;
  readonly suberror?: string;
}

const invalidClient = { status: 401, error: 'invalid_client' } as const;
const invalidGrant = { status: 400, error: 'invalid_grant' } as const;

// The texts are shortened from https://learn.microsoft.com/entra/identity-platform/reference-error-codes; where the `error`
// beside a code is not on that page, the thread that shows a whole answer is named.
const kinds: Readonly<Record<number, Kind>> = {
  // Of the tenant. It was `invalid_request` before 2023: https://github.com/microsoftgraph/windowsupdates-webapplication-sample/issues/6.
  90002: {
    status: 400,
    error: 'invalid_tenant',
    text: 'Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.',
  },
  // Of the client and its proof.
  700016: {
    status: 400,
    error: 'unauthorized_client',
    text: 'Application with this identifier was not found in the directory.',
  },
  7000215: {
    ...invalidClient,
    text: 'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app.',
  },
  // https://github.com/vcheckzen/FODI/issues/23
  7000222: {
    ...invalidClient,
    text: 'The provided client secret keys for app are expired. Visit the Azure portal to create new keys for your app, or consider using certificate credentials for added security.',
  },
  // https://github.com/haystackeditor/haystack-editor/issues/41
  7000218: {
    ...invalidClient,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  // https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/8339
  700027: {
    ...invalidClient,
    text: 'The certificate with identifier used to sign the client assertion is not registered on application, or the client assertion contains an invalid signature.',
  },
  // https://github.com/obikuro/Sato/issues/1
  700024: { ...invalidClient, text: 'Client assertion is not within its valid time range.' },
  // As its forerunner AADSTS50012: https://github.com/AzureAD/azure-activedirectory-library-for-python/issues/79.
  700023: { ...invalidClient, text: 'Client assertion audience claim does not match Realm issuer.' },
  700021: {
    ...invalidClient,
    text: "Client assertion application identifier doesn't match 'client_id' parameter.",
  },
  // Of a federated credential. https://github.com/Azure/azure-workload-identity/issues/1200
  700211: {
    ...invalidClient,
    text: 'No matching federated identity record found for presented assertion issuer.',
  },
  // In the form of the one before; no thread shows it whole.
  700212: {
    ...invalidClient,
    text: 'No matching federated identity record found for presented assertion audience.',
  },
  // https://github.com/Azure/login/issues/482
  700213: {
    ...invalidClient,
    text: 'No matching federated identity record found for presented assertion subject.',
  },
  // https://github.com/Azure/login/issues/515
  7002138: {
    ...invalidClient,
    text: 'No matching federated identity record found for presented assertion subject. The subject matches with case-insensitive comparison, but not with case-sensitive comparison.',
  },
  // Of the request's form.
  900144: {
    status: 400,
    error: 'invalid_request',
    text: 'The request body is missing a parameter that the grant requires.',
  },
  50027: { status: 400, error: 'invalid_request', text: 'JWT token is invalid or malformed.' },
  70003: {
    status: 400,
    error: 'unsupported_grant_type',
    text: 'The app requested an unsupported grant type.',
  },
  // Of the scope.
  70011: {
    status: 400,
    error: 'invalid_scope',
    text: 'The provided value for the input parameter scope is not valid.',
  },
  // https://github.com/databricks/databricks-sql-nodejs/issues/226
  1002012: {
    status: 400,
    error: 'invalid_scope',
    text: 'The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  },
  // https://github.com/Azure/azure-cli/issues/14948
  500011: {
    status: 400,
    error: 'invalid_resource',
    text: 'The resource principal was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.',
  },
  // Of the assertion of on-behalf-of. https://github.com/AzureAD/azure-activedirectory-library-for-dotnet/issues/1234
  50013: { ...invalidGrant, text: 'Assertion failed signature validation.' },
  // MSAL.NET surfaces it as MsalUiRequiredException, which it makes of `invalid_grant` only:
  // https://github.com/OfficeDev/microsoft-teams-apps-company-communicator/issues/214.
  500131: {
    ...invalidGrant,
    text: 'Assertion audience does not match the Client app presenting the assertion. The downstream client must request a token for the expected audience (the application that made the OBO request) and this application should use that token as the assertion.',
  },
  // https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2551
  500133: {
    ...invalidGrant,
    text: 'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.',
  },
  // A token that an app got for itself: https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/issues/2130.
  7000114: {
    status: 400,
    error: 'unauthorized_client',
    text: 'Application is not allowed to make application on-behalf-of calls.',
  },
  // Of the person. https://github.com/Azure/azure-cli/issues/18945
  50057: { ...invalidGrant, text: 'The user account is disabled.' },
  50034: { ...invalidGrant, text: 'The user account does not exist in the directory.' },
  // https://github.com/MicrosoftDocs/azure-docs/issues/39189
  65001: {
    ...invalidGrant,
    suberror: 'consent_required',
    text: 'The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.',
  },
  // As the version 2 endpoint was seen to answer: https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/5491.
  50076: {
    ...invalidGrant,
    suberror: 'basic_action',
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  },
  // As the documentation shows it: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example.
  50079: {
    status: 400,
    error: 'interaction_required',
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multifactor authentication to access the resource.',
  },
};

/** The answer for one of Entra's error codes. @param claims the claims challenge that goes with it */
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
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    ...(kind.suberror ? { suberror: kind.suberror } : {}),
    ...(claims ? { claims } : {}),
  };
  return { status: kind.status, body };
}

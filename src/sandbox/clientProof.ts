import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify, type ProtectedHeaderParameters } from 'jose';
import type { ClientProof } from './accessTokens.ts';

/** What Entra knows of the bot's app registration. */
export interface AppRegistration {
  readonly clientId: string;
  readonly secret: string;
  /** PEM texts of the certificates that were uploaded. */
  readonly certificates: ReadonlySet<string>;
  /** Whom a client's assertion has to be meant for. */
  readonly tokenEndpoint: string;
}

/** https://learn.microsoft.com/entra/identity-platform/certificate-credentials#using-a-client-assertion */
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Checks that a request for a token comes from the app: by its secret, or by an assertion that one of its certificates
 * signed. An assertion of another identity provider (workload identity federation) is not taken.
 * @returns Entra's error code where it does not.
 */
export async function checkClient(
  form: Readonly<Record<string, string>>,
  app: AppRegistration,
): Promise<ClientProof | number> {
  if (!form.client_id) return 900144;
  if (form.client_id.toLowerCase() !== app.clientId) return 700016;
  if (form.client_secret) return isSame(form.client_secret, app.secret) ? '1' : 7000215;
  if (!form.client_assertion || form.client_assertion_type !== assertionType) return 7000218;
  return await checkAssertion(form.client_assertion, app);
}

/** https://learn.microsoft.com/entra/identity-platform/certificate-credentials#assertion-format */
async function checkAssertion(assertion: string, app: AppRegistration): Promise<ClientProof | number> {
  const header = headerOf(assertion);
  if (!header) return 50027;
  const certificate = [...app.certificates]
    .map((pem) => new X509Certificate(pem))
    .find((one) => isNamed(header, one));
  if (!certificate || Date.parse(certificate.validTo) < Date.now()) return 700027;
  try {
    const { payload } = await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['PS256', 'RS256'],
      audience: app.tokenEndpoint,
      requiredClaims: ['exp'],
      // MSAL rounds the present moment up (TimeUtils.nowSeconds of msal-common).
      clockTolerance: '5 minutes',
    });
    return payload.iss === app.clientId && payload.sub === app.clientId ? '2' : 700021;
  } catch (error) {
    if (error instanceof errors.JWTExpired) return 700024;
    if (error instanceof errors.JWTClaimValidationFailed) return error.claim === 'aud' ? 700023 : 700024;
    return 700027;
  }
}

/** Older libraries name the certificate by its SHA-1 thumbprint: https://github.com/MicrosoftDocs/entra-docs/pull/1301. */
function isNamed(header: ProtectedHeaderParameters, certificate: X509Certificate): boolean {
  const thumbprint = (algorithm: string) => createHash(algorithm).update(certificate.raw).digest('base64url');
  return header['x5t#S256'] === undefined
    ? header.x5t === thumbprint('sha1')
    : header['x5t#S256'] === thumbprint('sha256');
}

function headerOf(assertion: string): ProtectedHeaderParameters | undefined {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    return undefined;
  }
}

function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import type { ClientProof } from './accessTokens.ts';

/** What Entra knows of the bot's app registration. */
export interface AppRegistration {
  readonly clientId: string;
  readonly secret: string;
  readonly secretExpired: boolean;
  /** PEM texts of the certificates that were uploaded. */
  readonly certificates: ReadonlySet<string>;
  readonly federatedCredentials: readonly FederatedCredential[];
  /** The claims of a token that Entra itself issued, to whomever. Rejects with an error of jose's. */
  readonly verifyIssued: (token: string) => Promise<JWTPayload>;
  /** Whom a client's assertion has to be meant for. */
  readonly tokenEndpoint: string;
}

/** Which tokens of another identity prove the app: https://learn.microsoft.com/graph/api/resources/federatedidentitycredentials-overview. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** https://learn.microsoft.com/entra/identity-platform/certificate-credentials#using-a-client-assertion */
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Checks that a request for a token comes from the app: by its secret, or by an assertion that one of its certificates
 * signed, or by a token of another identity that one of its federated credentials names.
 * @returns Entra's error code where it does not.
 */
export async function checkClient(
  form: Readonly<Record<string, string>>,
  app: AppRegistration,
): Promise<ClientProof | number> {
  if (!form.client_id) return 900144;
  if (form.client_id.toLowerCase() !== app.clientId) return 700016;
  if (form.client_secret) {
    if (!isSame(form.client_secret, app.secret)) return 7000215;
    return app.secretExpired ? 7000222 : '1';
  }
  if (!form.client_assertion || form.client_assertion_type !== assertionType) return 7000218;
  const claims = claimsOf(form.client_assertion);
  return claims.iss?.startsWith('https://')
    ? await checkFederated(form.client_assertion, claims, app)
    : await checkAssertion(form.client_assertion, app);
}

/**
 * The three have to be the same, letter by letter:
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity and
 * https://learn.microsoft.com/entra/identity-platform/reference-breaking-changes#federated-identity-credentials-now-use-case-sensitive-matching.
 * The sandbox fetches the keys of no other issuer than its own Entra.
 */
async function checkFederated(
  assertion: string,
  { iss, sub = '', aud }: JWTPayload,
  app: AppRegistration,
): Promise<ClientProof | number> {
  const ofIssuer = app.federatedCredentials.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) return 700211;
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0)
    return ofIssuer.some(({ subject }) => subject.toLowerCase() === sub.toLowerCase()) ? 7002138 : 700213;
  if (!ofSubject.some(({ audiences }) => [aud].flat().some((one) => audiences.includes(String(one)))))
    return 700212;
  try {
    await app.verifyIssued(assertion);
    return '2';
  } catch (error) {
    return error instanceof errors.JWTExpired ? 700024 : 700027;
  }
}

function claimsOf(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion);
  } catch {
    return {};
  }
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

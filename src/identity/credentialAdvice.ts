import type { BotCredential } from '../config.ts';
import type { Log } from '../log.ts';
import { CertificateError } from './botCertificate.ts';
import type { TokenError } from './tokenError.ts';

const federated =
  'Compare the federated credential of the app registration with the managed identity: issuer, subject (its object id) and audience.';

/** What the operator has to do. Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes. */
const adviceByCode: Readonly<Record<number, string>> = {
  90002: 'Entra knows no such tenant: check BOT_TENANT_ID, and CLOUD.',
  700016: 'The tenant has no such app registration: check BOT_ID and BOT_TENANT_ID.',
  7000215: 'The client secret is wrong: set BOT_PASSWORD to its value, not to its id.',
  7000222: 'The client secret has expired: make a new one, and set BOT_PASSWORD to its value.',
  700027: 'The app registration does not have this certificate: upload that of BOT_CERTIFICATE_PATH.',
  700024: 'The proof has expired or is not valid yet: set this machine’s clock right.',
  // https://github.com/Azure/azure-workload-identity/issues/1200, https://github.com/Azure/login/issues/482 and the like.
  70021: federated,
  700211: federated,
  700212: federated,
  700213: federated,
  7002137: federated,
  7002138: federated,
};

/** Where Entra was not even asked. */
function unasked(kind: BotCredential['kind'], { cause }: TokenError): string {
  return kind === 'managedIdentity'
    ? 'The managed identity gives no token: assign the identity of BOT_MANAGED_IDENTITY_CLIENT_ID to what runs the bot.'
    : `BOT_CERTIFICATE_PATH can't be used: ${cause instanceof CertificateError ? cause.message : 'unknown'}`;
}

/** Tells the operator that the bot can't prove itself, whatever the turn makes of it. */
export function logCredentialProblem(log: Log, { kind }: BotCredential, error: TokenError): void {
  if (error.kind !== 'misconfigured') return;
  const { code } = error;
  const advice =
    code === undefined
      ? unasked(kind, error)
      : (adviceByCode[code] ?? `See https://login.microsoftonline.com/error?code=${code}`);
  log.error('own sign-in refused', {
    code: code === undefined ? undefined : `AADSTS${code}`,
    credential: kind,
    advice,
  });
}

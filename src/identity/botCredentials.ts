import { ConfidentialClientApplication, type NodeAuthOptions, ServerError } from '@azure/msal-node';
import { MsalServiceClientCredentialsFactory } from 'botframework-connector';
import type { BotCredential, Config } from '../config.ts';
import type { Log } from '../log.ts';
import { CertificateError, readBotCertificate } from './botCertificate.ts';
import { logCredentialProblem } from './credentialAdvice.ts';
import { createFederatedAssertion } from './managedIdentity.ts';
import { TokenError } from './tokenError.ts';

type ClientApplication = ConstructorParameters<typeof MsalServiceClientCredentialsFactory>[1];
type Proof = Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'>;

/**
 * The bot's own token for the connector and the Token Service, for every kind of credential. The SDK's own classes call
 * an openssl program, keep one assertion for ever, or know one authority only.
 * @throws CertificateError where the file of the certificate can't be used.
 */
export function createBotCredentials(config: Config, log: Log): MsalServiceClientCredentialsFactory {
  const { host } = new URL(config.authorityHost);
  const authority = `${config.authorityHost}/${config.bot.tenantId}`;
  const readProof = proofOf(config.bot.credential);
  readProof();
  // One for each token: the SDK keeps the token until shortly before its end, and asks anew only then. So a certificate
  // that was replaced on the disk is used from the next token on.
  const application = {
    acquireTokenByClientCredential: async (request: { scopes: string[]; skipCache?: boolean }) => {
      try {
        const auth = { clientId: config.bot.id, authority, knownAuthorities: [host], ...readProof() };
        return await new ConfidentialClientApplication({ auth }).acquireTokenByClientCredential(request);
      } catch (cause) {
        const error = ownTokenError(cause);
        logCredentialProblem(log, config.bot.credential, error);
        throw error;
      }
    },
  };
  // The factory uses nothing else of it.
  return new MsalServiceClientCredentialsFactory(config.bot.id, application as unknown as ClientApplication);
}

function proofOf(credential: BotCredential): () => Proof {
  switch (credential.kind) {
    case 'secret':
      return () => ({ clientSecret: credential.secret.reveal() });
    case 'certificate':
      return () => {
        const { pem, thumbprintSha256 } = readBotCertificate(credential.path);
        return { clientCertificate: { thumbprintSha256, privateKey: pem } };
      };
    case 'managedIdentity': {
      const clientAssertion = createFederatedAssertion(credential);
      return () => ({ clientAssertion });
    }
  }
}

function ownTokenError(cause: unknown): TokenError {
  if (cause instanceof TokenError) return cause;
  if (cause instanceof CertificateError) return new TokenError('misconfigured', { cause });
  const code = cause instanceof ServerError ? Number(cause.errorNo) || undefined : undefined;
  // Without a word of Entra's, it did not answer.
  return new TokenError(code === undefined ? 'unreachable' : 'misconfigured', { code, cause });
}

import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfidentialClientApplication, type NodeAuthOptions } from '@azure/msal-node';
import { MsalServiceClientCredentialsFactory } from 'botframework-connector';
import type { BotCredential, Config } from '../config.ts';
import { federatedAssertion } from './onBehalfOf.ts';

type ClientApplication = ConstructorParameters<typeof MsalServiceClientCredentialsFactory>[1];

/**
 * The bot's own token for the connector and the Token Service, by one client application for every kind of
 * credential. The SDK's own classes call an openssl program, keep one assertion for ever, or know one authority only.
 */
export function createBotCredentials(config: Config): MsalServiceClientCredentialsFactory {
  const { host } = new URL(config.authorityHost);
  const authority = `${config.authorityHost}/${config.bot.tenantId}`;
  const application = new ConfidentialClientApplication({
    auth: { clientId: config.bot.id, authority, knownAuthorities: [host], ...proofOf(config.bot.credential) },
  });
  // The package declares the class twice, for ES modules and for CommonJS, and TypeScript takes them for two.
  return new MsalServiceClientCredentialsFactory(config.bot.id, application as unknown as ClientApplication);
}

function proofOf(
  credential: BotCredential,
): Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'> {
  switch (credential.kind) {
    case 'secret':
      return { clientSecret: credential.secret.reveal() };
    case 'certificate': {
      const pem = readFileSync(credential.path, 'utf8');
      const thumbprintSha256 = createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
      return { clientCertificate: { thumbprintSha256, privateKey: pem } };
    }
    case 'managedIdentity':
      return { clientAssertion: () => federatedAssertion(credential.clientId) };
  }
}

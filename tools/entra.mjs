// `npm run entra -- --env dev`: checks the manifest of the app registration with the values of env/.env.dev, writes what
// the registration is to trust to build/entra.dev, and says what an administrator has left to do. Nothing is sent.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Refusal, readEnvironment } from './package/environment.mjs';
import { importSource } from './package/importSource.mjs';
import { consentLink, federatedCredentials, readRegistration } from './package/registration.mjs';

const { values } = parseArgs({ options: { env: { type: 'string', default: 'dev' } } });
try {
  const { clouds } = await importSource('src/clouds.ts');
  const variables = readEnvironment(values.env);
  const { registration, problems } = readRegistration(variables, clouds);
  if (problems.length > 0) throw new Refusal(problems);
  const folder = `build/entra.${values.env}`;
  const write = (name, value) => {
    writeFileSync(`${folder}/${name}.json`, `${JSON.stringify(value, undefined, 2)}\n`);
    return `${folder}/${name}.json`;
  };
  mkdirSync(folder, { recursive: true });
  const app = `az ad app federated-credential create --id ${variables.BOT_ID}`;
  const commands = federatedCredentials(variables, clouds).map(
    (credential) => `  ${app} --parameters @${write(credential.name, credential)}`,
  );
  process.stdout.write(
    [
      `The app registration as provision writes it: ${write('registration', registration)}`,
      '',
      'An owner of the app registration lets it trust, once:',
      ...commands,
      ...gaps(variables),
      '',
      'A Cloud Application Administrator consents for the tenant, once and after each new permission:',
      `  ${consentLink(variables, clouds)}`,
      '',
    ].join('\n'),
  );
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`The app registration can't be used yet. ${error.message}\n`);
  process.exitCode = 1;
}

/** What has no federated credential, and what it then takes. */
function gaps({ BOT_MANAGED_IDENTITY_PRINCIPAL_ID, CLOUD = 'public' }) {
  return [
    ...(BOT_MANAGED_IDENTITY_PRINCIPAL_ID
      ? []
      : [
          '  (No managed identity: BOT_MANAGED_IDENTITY_PRINCIPAL_ID is unset, so the bot needs a certificate or secret.)',
        ]),
    ...(CLOUD === 'public'
      ? []
      : ['  (Not the OAuth connection: outside the public cloud it needs a certificate or secret.)']),
  ];
}

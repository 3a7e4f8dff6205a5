import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { commands } from '../../src/dialogs/commands.ts';
import { en } from '../../src/language/en.ts';
import { nl } from '../../src/language/nl.ts';

/** The tables of the bot that the app package is made from. */
export const bot = { commands, en, nl };

const filledIn = {
  DEVELOPER_NAME: 'Northwind Harbor IT',
  DEVELOPER_WEBSITE_URL: 'https://intranet.northwind-harbor.example/profile-desk',
  DEVELOPER_PRIVACY_URL: 'https://intranet.northwind-harbor.example/privacy',
  DEVELOPER_TERMS_URL: 'https://intranet.northwind-harbor.example/terms',
  AZURE_SUBSCRIPTION_ID: 'a0a0a0a0-0000-4000-8000-000000000001',
  AZURE_RESOURCE_GROUP_NAME: 'profile-desk-dev',
  RESOURCE_SUFFIX: 'a1b2c3',
  TEAMS_APP_ID: 'a0a0a0a0-0000-4000-8000-000000000002',
  BOT_ID: 'b0b0b0b0-0000-4000-8000-000000000003',
  AAD_APP_OBJECT_ID: 'a0a0a0a0-0000-4000-8000-000000000004',
  BOT_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  BOT_DOMAIN: 'profile-desk-a1b2c3.azurewebsites.net',
  BOT_MANAGED_IDENTITY_PRINCIPAL_ID: 'a0a0a0a0-0000-4000-8000-000000000005',
};

export type Variables = Record<string, string | undefined>;

/** env/.env.dev.example, filled in. */
export const madeUp: Readonly<Record<string, string>> = {
  ...(parseEnv(readFileSync('env/.env.dev.example', 'utf8')) as Record<string, string>),
  ...filledIn,
};

export function envFile(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value ?? ''}\n`)
    .join('');
}

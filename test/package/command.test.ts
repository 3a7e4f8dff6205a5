import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { envFile, madeUp, type Variables } from './madeUp.ts';

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'profile-desk-clone-'));
  for (const name of ['appPackage', 'env', 'aad.manifest.json'])
    cpSync(name, join(clone, name), { recursive: true });
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** Runs a command of package.json in a clone with an environment of its own. */
function run(script: string, environment: string, variables?: Variables, time = 'UTC') {
  if (variables) writeFileSync(join(clone, `env/.env.${environment}`), envFile(variables));
  return spawnSync(process.execPath, [resolve(`tools/${script}.mjs`), '--env', environment], {
    cwd: clone,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, TZ: time },
  });
}

describe('npm run package', () => {
  it('makes a package that holds what Teams needs and nothing else, the same bytes each time', () => {
    const file = join(clone, 'build/appPackage.made-up.zip');
    const first = run('package', 'made-up', madeUp);
    expect([first.stderr, first.status]).toEqual(['', 0]);
    const bytes = readFileSync(file);
    rmSync(file);
    expect(run('package', 'made-up', madeUp, 'Pacific/Auckland').status).toBe(0);
    expect(readFileSync(file).equals(bytes)).toBe(true);

    const files = unzipSync(bytes);
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'nl.json', 'outline.png']);
    for (const icon of ['color.png', 'outline.png'])
      expect(Buffer.from(files[icon] ?? []).equals(readFileSync(`appPackage/${icon}`))).toBe(true);
    const text = strFromU8(files['manifest.json'] ?? new Uint8Array());
    expect(text + strFromU8(files['nl.json'] ?? new Uint8Array())).not.toContain('${{');
    expect(JSON.parse(text)).toMatchObject({
      manifestVersion: '1.30',
      id: madeUp.TEAMS_APP_ID,
      name: { short: 'Profile Desk (dev)' },
      developer: { name: madeUp.DEVELOPER_NAME, privacyUrl: madeUp.DEVELOPER_PRIVACY_URL },
      bots: [{ botId: madeUp.BOT_ID, scopes: ['personal', 'team', 'groupChat'] }],
      validDomains: [madeUp.BOT_DOMAIN, 'token.botframework.com'],
      webApplicationInfo: { id: madeUp.BOT_ID, resource: `api://botid-${madeUp.BOT_ID}` },
    });
  });

  it('takes what the .user file says, and puts in nothing but what the templates name', () => {
    const { BOT_ID, ...rest } = madeUp;
    writeFileSync(
      join(clone, 'env/.env.mine.user'),
      envFile({ BOT_ID, SECRET_BOT_PASSWORD: 'canary-secret' }),
    );
    const { status, stdout, stderr } = run('package', 'mine', rest);
    expect(status).toBe(0);
    const files = unzipSync(readFileSync(join(clone, 'build/appPackage.mine.zip')));
    expect(
      [stdout, stderr, ...Object.values(files).map((bytes) => strFromU8(bytes, true))].join(),
    ).not.toContain('canary');
  });

  it('puts in a value as data, whatever is in it', () => {
    const { status } = run('package', 'quoted', { ...madeUp, DEVELOPER_NAME: `'A "B" \\ $& C'` });
    expect(status).toBe(0);
    const { 'manifest.json': manifest } = unzipSync(readFileSync(join(clone, 'build/appPackage.quoted.zip')));
    expect(JSON.parse(strFromU8(manifest ?? new Uint8Array())).developer.name).toBe('A "B" \\ $& C');
  });

  it('refuses with a list, and makes none', () => {
    const { status, stdout, stderr } = run('package', 'bad', {
      ...madeUp,
      BOT_DOMAIN: 'https://x.example/',
      CLOUD: 'mars',
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'No app package was made. 2 problem(s):\n' +
        '- manifest.json: validDomains[0]: https://x.example/ is not a host name without scheme, path or wildcard\n' +
        '- manifest.json: CLOUD: mars is none of public, usgov, usgovhigh, china\n',
    );
    expect(existsSync(join(clone, 'build/appPackage.bad.zip'))).toBe(false);
  });

  it.each(['nowhere', '../dev', ''])('refuses the environment “%s”, which there is not', (name) => {
    const { status, stderr } = run('package', name);
    expect([status, stderr.split('\n').length]).toEqual([1, 3]);
  });

  it('says of a fresh copy of the example what is to be filled in', () => {
    cpSync('env/.env.dev.example', join(clone, 'env/.env.fresh'));
    const { status, stderr } = run('package', 'fresh');
    expect(status).toBe(1);
    for (const name of ['TEAMS_APP_ID', 'BOT_ID', 'BOT_DOMAIN', 'DEVELOPER_NAME', 'DEVELOPER_WEBSITE_URL'])
      expect(stderr).toContain(
        `- manifest.json: \${{${name}}} has no value: set ${name} in the environment\n`,
      );
  });
});

describe('npm run entra', () => {
  const reader = (folder: string) => (name: string) =>
    JSON.parse(readFileSync(join(clone, 'build', folder, name), 'utf8'));

  it('writes what the registration is to trust, and prints what is left to do', () => {
    const { status, stdout, stderr } = run('entra', 'made-up', madeUp);
    expect([status, stderr]).toEqual([0, '']);
    const read = reader('entra.made-up');
    const trusted = {
      issuer: `https://login.microsoftonline.com/${madeUp.BOT_TENANT_ID}/v2.0`,
      audiences: ['api://AzureADTokenExchange'],
      description: expect.any(String),
    };
    expect(read('managed-identity.json')).toEqual({
      ...trusted,
      name: 'managed-identity',
      subject: madeUp.BOT_MANAGED_IDENTITY_PRINCIPAL_ID,
    });
    // The second part is what the documentation gives for Bot Service's token store.
    expect(read('oauth-connection.json')).toEqual({
      ...trusted,
      name: 'oauth-connection',
      subject: `/eid1/c/pub/t/EREREREREUGBEREREREREQ/a/9ExAW52n_ky4ZiS_jhpJIQ/${madeUp.AAD_APP_OBJECT_ID}`,
    });
    for (const name of ['managed-identity', 'oauth-connection'])
      expect(stdout).toContain(
        `  az ad app federated-credential create --id ${madeUp.BOT_ID} --parameters @build/entra.made-up/${name}.json\n`,
      );
    const link = new URL(/https:\S+/.exec(stdout)?.[0] ?? '');
    expect(link.origin + link.pathname).toBe(
      `https://login.microsoftonline.com/${madeUp.BOT_TENANT_ID}/v2.0/adminconsent`,
    );
    expect(Object.fromEntries(link.searchParams)).toEqual({
      client_id: madeUp.BOT_ID,
      scope: 'https://graph.microsoft.com/.default',
      redirect_uri: 'https://token.botframework.com/.auth/web/redirect',
    });
    const registration = read('registration.json');
    expect(registration.identifierUris).toEqual([`api://botid-${madeUp.BOT_ID}`]);
    expect(registration.id).toBe(madeUp.AAD_APP_OBJECT_ID);
  });

  it('names what is missing', () => {
    const { status, stdout, stderr } = run('entra', 'bad', {
      ...madeUp,
      AAD_APP_OBJECT_ID: '',
      BOT_TENANT_ID: '00000000-0000-0000-0000-000000000000',
      BOT_MANAGED_IDENTITY_PRINCIPAL_ID: 'mine',
      TOKEN_SERVICE_DOMAIN: 'token.botframework.azure.us',
    });
    expect([status, stdout]).toEqual([1, '']);
    for (const name of ['AAD_APP_OBJECT_ID', 'BOT_TENANT_ID', 'BOT_MANAGED_IDENTITY_PRINCIPAL_ID'])
      expect(stderr).toContain(`- ${name}: is no GUID`);
    expect(stderr).toContain('lacks https://token.botframework.azure.us/.auth/web/redirect');
    expect(readdirSync(join(clone, 'build'))).not.toContain('entra.bad');
  });
});

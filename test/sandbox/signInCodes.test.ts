import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { startTokenService, type TokenServiceUnderTest } from './tokenServiceUnderTest.ts';

const { employee, userAdministrator: admin } = people;
let service: TokenServiceUnderTest;
beforeAll(async () => {
  service = await startTokenService();
});
afterAll(() => service.close());
afterEach(() => service.sandbox.tokenService.forgetAll());

describe('the code that a sign-in ends with', () => {
  it('gives the token of who signed in, once, and keeps it', async () => {
    const code = await service.signIn(employee);
    expect(code).toMatch(/^\d{6}$/u);
    expect((await service.tokenOf(employee))?.token).toBeUndefined();
    const { token } = await service.tokenOf(employee, code);
    expect(decodeJwt(token)).toMatchObject({ oid: employee.oid, aud: service.sandbox.tenant.botId });
    expect((await service.tokenOf(employee))?.token).toBe(token);
    expect((await service.tokenOf(employee, code))?.token).toBeUndefined();
  });

  it('is good only for the person whose conversation asked', async () => {
    const code = await service.signIn(employee);
    expect((await service.tokenOf(admin, code))?.token).toBeUndefined();
    expect((await service.tokenOf(admin))?.token).toBeUndefined();
    expect((await service.tokenOf(employee, code))?.token).toBeTruthy();
  });

  it('gives the token of another account where somebody signed in with that', async () => {
    const { token } = await service.tokenOf(employee, await service.signIn(employee, admin));
    expect(decodeJwt(token).oid).toBe(admin.oid);
  });

  it('is another one each time', async () => {
    const [first, second] = [await service.signIn(employee), await service.signIn(employee)];
    expect(first).not.toBe(second);
    expect((await service.tokenOf(employee, second))?.token).toBeTruthy();
    expect((await service.tokenOf(employee, first))?.token).toBeTruthy();
  });

  it('is refused where it was never given', async () => {
    await service.signIn(employee);
    expect((await service.tokenOf(employee, '000000'))?.token).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['an unknown link', { state: 'x', oid: employee.oid }],
    ['a link that is no text', { state: 5, oid: employee.oid }],
    ['a body that is no JSON', '{'],
    ['a body that is nothing', 'null'],
  ])('is not made for %s', async (_what, body) => {
    expect(await service.complete(body)).toEqual({
      status: 400,
      body: { error: 'This link is too old. Ask the bot again.' },
    });
  });

  it('is not made for a disabled account', async () => {
    expect(await service.signIn(employee, people.disabled)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { readActivity } from '../../src/profile/auditLog.ts';

const id = '11111111-2222-3333-4444-555555555555';

/** What is read of one property of the log. */
function read(displayName: string, oldValue: string | null, newValue: string | null = null) {
  const modifiedProperties = [{ displayName, oldValue, newValue }];
  return readActivity({ targetResources: [{ id, modifiedProperties }] }, id).modified[0];
}

describe('an activity of the audit log', () => {
  it('names who began it: a user’s name, UPN, an app’s name, or an id', () => {
    const by = (initiatedBy: object) => readActivity({ initiatedBy }, id).initiatedBy;
    expect(by({ user: { displayName: 'Ingrid', userPrincipalName: 'ingrid@x.example', id } })).toBe('Ingrid');
    expect(by({ user: { displayName: null, userPrincipalName: 'ingrid@x.example', id } })).toBe(
      'ingrid@x.example',
    );
    expect(by({ user: { id } })).toBe(id);
    expect(by({ user: null, app: { displayName: 'HR' } })).toBe('HR');
    expect(by({ user: null, app: null })).toBeUndefined();
    expect(readActivity({}, id)).toEqual({
      at: '',
      name: '',
      initiatedBy: undefined,
      isDone: false,
      modified: [],
    });
  });

  it('tells whether it was done', () => {
    expect(readActivity({ result: 'success' }, id).isDone).toBe(true);
    for (const result of ['failure', 'timeout'] as const)
      expect(readActivity({ result }, id).isDone).toBe(false);
  });

  it('changes nothing where the log names no property, or no person', () => {
    for (const targetResources of [null, [{}], [{ id }], [{ id, modifiedProperties: [{}] }]])
      expect(readActivity({ targetResources }, id).modified).toEqual([]);
  });

  it('is about the person alone, and leaves out what the log notes of itself', () => {
    const property = (displayName: string) => ({ displayName, oldValue: null, newValue: '"x"' });
    const { modified } = readActivity(
      {
        result: 'success',
        targetResources: [
          { id: 'somebody else', modifiedProperties: [property('City')] },
          {
            id: id.toUpperCase(),
            modifiedProperties: [
              property('Department'),
              property('Included Updated Properties'),
              property('TargetId.UserType'),
              property('Action Client Name'),
              property(''),
            ],
          },
        ],
      },
      id,
    );
    expect(modified.map(({ name }) => name)).toEqual(['Department']);
  });

  it.each([
    ['JobTitle', 'jobTitle'],
    ['TelephoneNumber', 'businessPhones'],
    ['PhysicalDeliveryOfficeName', 'officeLocation'],
    ['Mobile', 'mobilePhone'],
    ['Company', 'companyName'],
    ['FacsimileTelephoneNumber', 'faxNumber'],
    ['OtherMail', 'otherMails'],
    ['AccountEnabled', 'accountEnabled'],
    ['Manager', 'manager'],
    ['StrongAuthenticationUserDetails', undefined],
    ['Constructor', undefined],
  ])('knows %s as the field %s', (name, field) => {
    expect(read(name, '["x"]')?.field).toBe(field);
  });

  it.each([
    ['["Lead"]', 'Lead'],
    ['"Lead"', 'Lead'],
    ['Lead', 'Lead'],
    ['[ "Lead"', '[ "Lead"'],
    ['', null],
    ['[]', null],
    ['[""]', null],
    ['[null]', null],
    ['{}', null],
    [null, null],
    ['[3]', '3'],
    ['["a","b"]', ['a', 'b']],
    ['[{"a":"","b":"x"}]', 'b: x'],
    ['[{"PhoneNumber":"+31 6","Email":null,"More":{"a":1}}]', 'PhoneNumber: +31 6, More: {"a":1}'],
  ])('reads the value %j as %j', (text, value) => {
    expect(read('JobTitle', text)?.before).toEqual(value);
    expect(read('JobTitle', null, text)?.after).toEqual(value);
  });

  it('reads a list of one as a list where the field is one, and yes and no as such', () => {
    expect(read('TelephoneNumber', '["+31 10"]')?.before).toEqual(['+31 10']);
    expect(read('AccountEnabled', '[true]', '[false]')).toMatchObject({ before: true, after: false });
  });
});

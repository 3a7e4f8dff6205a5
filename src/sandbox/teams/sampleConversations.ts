import { foreignPartner, people } from '../people.ts';
import type { Accounts } from '../types.ts';
import type { Groups } from './groups.ts';

/**
 * The group chat, the team and its channels that the bot was added to: "On call", and in "IT support" the standard channel
 * "Help desk" and the shared one "Partners", which has somebody of another organisation.
 */
export function addSampleConversations(groups: Groups, accounts: Accounts) {
  const idsOf = (known: readonly { readonly oid: string }[]) =>
    known.map(({ oid }) => oid).filter((oid) => accounts.byObjectId(oid)?.accountEnabled);
  const team = groups.teamOf('IT support');
  groups.addForeignPerson({ ...foreignPartner, roleTemplateIds: [], accountEnabled: true });
  const onCall = groups.addGroupChat(
    'On call',
    idsOf([
      people.helpdeskAdministrator,
      people.userAdministrator,
      people.globalAdministrator,
      people.authenticationAdministrator,
      people.globalReader,
      people.employee,
    ]),
  );
  const helpDesk = groups.addChannel({ team, name: 'Help desk', memberIds: idsOf(accounts.all()) });
  const partners = groups.addChannel({
    team,
    name: 'Partners',
    isShared: true,
    memberIds: [
      ...idsOf([people.helpdeskAdministrator, people.userAdministrator, people.employee]),
      foreignPartner.oid,
    ],
  });
  return {
    groupChat: onCall.id,
    channel: helpDesk.id,
    sharedChannel: partners.id,
    /** A member of the shared channel from another tenant. */
    foreignPerson: foreignPartner,
  };
}

import { foreignPartner, people } from '../people.ts';
import type { Accounts } from '../types.ts';
import type { Groups } from './groups.ts';

/**
 * The group chat and the team that the bot was added to: "On call", and "IT support" with the standard channel "Help desk",
 * where everybody is, and the shared one "Partners", which has somebody of another organisation.
 */
export function addSampleConversations(groups: Groups, accounts: Accounts) {
  const idsOf = (known: readonly { readonly oid: string }[]) =>
    known.map(({ oid }) => oid).filter((oid) => accounts.byObjectId(oid)?.accountEnabled);
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
  const team = groups.addTeam('IT support', idsOf(accounts.all()));
  const helpDesk = groups.addChannel(team, 'Help desk');
  const partners = groups.addSharedChannel(team, 'Partners', [
    ...idsOf([people.helpdeskAdministrator, people.userAdministrator, people.employee]),
    foreignPartner.oid,
  ]);
  return {
    groupChat: onCall.id,
    /** The team, and its channel General. */
    team: team.id,
    channel: helpDesk.id,
    sharedChannel: partners.id,
    /** A member of the shared channel from another tenant. */
    foreignPerson: foreignPartner,
  };
}

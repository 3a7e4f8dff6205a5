import type { SsoMode } from './wire.ts';

/** How Teams behaves just now. May be changed at any time. */
export interface TeamsSettings {
  ssoMode: SsoMode;
  /**
   * Whether a silent sign-in can work in a channel. It is documented for one-to-one and group chats only:
   * https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/enable-sso-auth-me. In a channel an exchange
   * resource was seen to fail with `resourcematchfailed`, unseen by the person: https://github.com/microsoft/teams.py/pull/510.
   * Whether that goes for card actions too, no source says; here it does.
   */
  channelSso: 'fails' | 'works';
  /**
   * Where the bot finds the tenant of somebody from another organisation. Microsoft's pages say that `conversation.tenantId` is
   * the host's, that the roster has each member's own, and that bots must look:
   * https://learn.microsoft.com/microsoftteams/platform/build-apps-for-shared-private-channels. `channelData.tenant` is the host's
   * in events of a channel (https://github.com/microsoft/Agents/issues/179). What a message has, no source says, so there are both:
   * with the person's tenant in `from.tenantId` and `channelData.tenant`, or with nothing but the roster to tell them by.
   */
  foreignTenant: 'inActivity' | 'inRosterOnly';
  /**
   * Every signed-in client of the person answers an OAuth card, so the bot gets the exchange more than once:
   * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-code, on removing duplicates.
   */
  duplicateTokenExchange: boolean;
  /**
   * A turn without an answer comes again: https://github.com/MicrosoftDocs/msteams-docs/issues/6084. Copies were seen with
   * the same id and with a new one: https://github.com/microsoft/botbuilder-dotnet/issues/5005.
   */
  redeliverSlowTurns: 'never' | 'sameId' | 'newId';
  /** Milliseconds until it does: 15 s by the thread above. */
  redeliverAfterMs: number;
  /** Whether the limits of sending hold (sendLimits.ts). */
  sendLimits: boolean;
  /**
   * Milliseconds that the address of an uploaded file is good for. Microsoft promises no number: “a few minutes” by
   * https://learn.microsoft.com/graph/api/driveitem-get-content, about an hour by https://github.com/microsoft/teams.py/pull/594.
   */
  fileLinkLifetimeMs: number;
  /** The language of the clients, as in `activity.locale`. */
  locale: string;
}

export const defaultSettings: Readonly<TeamsSettings> = {
  ssoMode: 'silent',
  channelSso: 'fails',
  foreignTenant: 'inActivity',
  duplicateTokenExchange: true,
  redeliverSlowTurns: 'newId',
  redeliverAfterMs: 15_000,
  sendLimits: false,
  fileLinkLifetimeMs: 3_600_000,
  locale: 'en-US',
};

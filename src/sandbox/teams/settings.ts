import type { SsoMode } from './wire.ts';

/** How Teams behaves just now. May be changed at any time. */
export interface TeamsSettings {
  ssoMode: SsoMode;
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
  /** The language of the clients, as in `activity.locale`. */
  locale: string;
}

export const defaultSettings: Readonly<TeamsSettings> = {
  ssoMode: 'silent',
  duplicateTokenExchange: true,
  redeliverSlowTurns: 'newId',
  redeliverAfterMs: 15_000,
  sendLimits: false,
  locale: 'en-US',
};

import type { MessageKey } from '../language/language.ts';

/** What a message can ask for. The help card and the app's manifest are made from this list. */
export interface Command {
  readonly name: 'find' | 'history' | 'photo' | 'approvals' | 'help' | 'signOut' | 'cancel';
  /** The words that stand for it, in any letter case; the first is the one that the help names. */
  readonly words: readonly string[];
  readonly help: MessageKey;
  /** Whether text follows it. */
  readonly takesText: boolean;
  /** Whether it can be said where others read along. */
  readonly inGroups: boolean;
}

export const commands: readonly Command[] = [
  { name: 'find', words: ['find', 'look up', 'zoek'], help: 'command.find', takesText: true, inGroups: true },
  {
    name: 'history',
    words: ['history', 'geschiedenis'],
    help: 'command.history',
    takesText: true,
    inGroups: false,
  },
  { name: 'photo', words: ['photo', 'foto'], help: 'command.photo', takesText: true, inGroups: false },
  {
    name: 'approvals',
    words: ['approvals here', 'approvals', 'goedkeuringen hier'],
    help: 'command.approvals',
    takesText: false,
    inGroups: true,
  },
  {
    name: 'help',
    words: ['help', 'hi', 'hello', 'hallo', '?'],
    help: 'command.help',
    takesText: false,
    inGroups: true,
  },
  {
    name: 'signOut',
    words: ['sign out', 'signout', 'log out', 'logout', 'afmelden'],
    help: 'command.signOut',
    takesText: false,
    inGroups: false,
  },
  {
    name: 'cancel',
    words: ['cancel', 'stop', 'annuleren'],
    help: 'command.cancel',
    takesText: false,
    inGroups: false,
  },
];

export interface Spoken {
  readonly command: Command['name'];
  /** Whether the command was named. Any other text is looked up as well, unless a question waits for it. */
  readonly isNamed: boolean;
  /** Who is looked for; empty where the message does not say. */
  readonly text: string;
}

/** What a message asks for. Any text that is no command is looked up. */
export function readCommand(message: string): Spoken {
  // Half a character can't be sent on.
  const text = message.toWellFormed().replace(/\s+/gu, ' ').trim();
  const folded = text.toLowerCase();
  const bare = folded.replace(/[.!?]{1,20}$/u, '') || folded;
  for (const { name, words, takesText } of commands) {
    if (words.includes(folded) || words.includes(bare)) return { command: name, isNamed: true, text: '' };
    const spoken = takesText ? words.find((word) => folded.startsWith(`${word} `)) : undefined;
    if (spoken) return { command: name, isNamed: true, text: text.slice(spoken.length + 1).trim() };
  }
  return { command: 'find', isNamed: false, text };
}

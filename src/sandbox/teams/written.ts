import type { ChatSession } from './chatSession.ts';
import { mentionedNames } from './mentions.ts';
import type { MentionTarget, OutgoingText, SentImage } from './wire.ts';

/** What goes with a text that somebody writes. */
export interface SendOptions {
  /** Mentions that stand before the text, but for those that it names itself in `<at>…</at>`; true is the bot. */
  readonly mention?: boolean | readonly MentionTarget[];
  /** A message of a channel's thread; without it, a new thread begins. */
  readonly replyTo?: string;
}

/** What a client sends of a text. */
export async function writtenText(
  session: ChatSession,
  text: string,
  { mention = false, replyTo }: SendOptions,
): Promise<OutgoingText> {
  const mentions = mention === true ? (['bot'] as const) : mention || [];
  return {
    type: 'message',
    text: await addMentions(session, text, mentions),
    ...(mentions.length > 0 ? { mentions } : {}),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}

/** What a client sends of a file, once it is uploaded. */
export async function writtenImage(
  session: ChatSession,
  { bytes, contentType, name, as, text = '' }: SentImage,
  options: SendOptions,
): Promise<OutgoingText> {
  const query = new URLSearchParams({ as, name });
  const copy = new Uint8Array(bytes);
  const { id: fileId } = await session.connection.upload<{ id: string }>(`files?${query}`, contentType, copy);
  return { ...(await writtenText(session, text, options)), fileId };
}

/** Puts those before a text whom it does not name itself. */
async function addMentions(
  session: ChatSession,
  text: string,
  mentions: readonly MentionTarget[],
): Promise<string> {
  const missing = mentions.slice(0, Math.max(0, mentions.length - mentionedNames(text).length));
  const members = missing.some((target) => target !== 'bot') ? await session.members() : [];
  const names = missing.map((target) => {
    if (target === 'bot') return session.opened.bot.name;
    const member = members.find(({ oid }) => oid === target.oid);
    if (!member) throw new Error(`${target.oid} is not in the conversation`);
    return member.displayName;
  });
  return [...names.map((name) => `<at>${name}</at>`), text].filter((part) => part !== '').join(' ');
}

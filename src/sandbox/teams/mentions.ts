import type { Mention } from './wire.ts';

/** The `<at>…</at>` of a text. */
function* tagsIn(
  text: string,
): Generator<{ readonly index: number; readonly name: string; readonly end: number }> {
  for (let index = text.indexOf('<at>'); index >= 0; ) {
    const close = text.indexOf('</at>', index);
    if (close < 0) return;
    const end = close + '</at>'.length;
    yield { index, name: text.slice(index + '<at>'.length, close), end };
    index = text.indexOf('<at>', end);
  }
}

/** The names in a text's `<at>…</at>`, in their order. */
export function mentionedNames(text: string): readonly string[] {
  return [...tagsIn(text)].map(({ name }) => name);
}

/** A part of a text: words, or the name of somebody who is mentioned. */
export interface TextPart {
  readonly text: string;
  readonly isMention: boolean;
}

/** Takes a text apart at its mentions. What is tagged and stands for nobody stays as it was written. */
export function partsOf(text: string, mentions: readonly Mention[] = []): readonly TextPart[] {
  const names = new Set(mentions.map(({ name }) => name));
  const parts: TextPart[] = [];
  let from = 0;
  for (const { index, name, end } of tagsIn(text)) {
    if (!names.has(name)) continue;
    if (index > from) parts.push({ text: text.slice(from, index), isMention: false });
    parts.push({ text: name, isMention: true });
    from = end;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isMention: false });
  return parts;
}

/** As an activity lists them: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations#work-with-mentions. */
export function mentionEntities(mentions: readonly Mention[] = []): readonly object[] {
  return mentions.map(({ id, name }) => ({
    type: 'mention',
    mentioned: { id, name },
    text: `<at>${name}</at>`,
  }));
}

/** Those whom a message of the bot mentions. */
export function mentionsIn(entities: unknown): readonly Mention[] {
  if (!Array.isArray(entities)) return [];
  return (entities as { type?: unknown; mentioned?: Partial<Mention>; text?: unknown }[])
    .filter(({ type, mentioned }) => type === 'mention' && mentioned?.id)
    .map(({ mentioned, text }) => ({
      id: mentioned?.id ?? '',
      name: mentionedNames(String(text ?? ''))[0] ?? mentioned?.name ?? '',
    }));
}

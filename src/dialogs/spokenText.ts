import type { Activity } from 'botbuilder';

/** What somebody says in a conversation where others are mentioned too. */
export interface Spoken {
  /** The text without any mention. */
  readonly text: string;
  /** Teams' ids, `29:…`, of the people who are mentioned beside the bot; a mention has no object id. */
  readonly mentioned: readonly string[];
}

interface Mention {
  readonly type: string;
  readonly text?: unknown;
  readonly mentioned?: { readonly id?: unknown };
}

/**
 * Cuts the mentions out of a message. The SDK's own function cuts the first one only, and none where there is no text:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations.
 */
export function spokenText({ text, entities, recipient }: Activity): Spoken {
  const mentions = ((entities ?? []) as readonly Mention[]).filter(({ type }) => type === 'mention');
  let spoken = text ?? '';
  for (const { text: tag } of mentions)
    if (typeof tag === 'string' && tag) spoken = spoken.replaceAll(tag, ' ');
  const ids = mentions.map(({ mentioned }) => mentioned?.id).filter((id) => typeof id === 'string');
  return {
    text: spoken.replace(/\s+/gu, ' ').trim(),
    mentioned: [...new Set(ids)].filter((id) => id !== recipient?.id),
  };
}

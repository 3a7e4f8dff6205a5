import { HTTPException } from 'hono/http-exception';
import type { Account } from '../types.ts';
import type { Conversation, NewMessage } from './conversations.ts';
import type { Identities } from './identities.ts';
import { mentionedNames } from './mentions.ts';
import type { SentFiles } from './sentFiles.ts';
import type { Mention, OutgoingText } from './wire.ts';

export interface WritingOptions {
  readonly identities: Identities;
  readonly files: SentFiles;
  readonly findPerson: (oid: string) => Account | undefined;
}

/** Makes a stored message of what somebody wrote: what people's clients show of it. */
export function createWriting({ identities, files, findPerson }: WritingOptions) {
  /** @throws HTTPException for a file that they did not upload, and for a thread or a person that is not there */
  function messageOf({ oid }: Account, conversation: Conversation, outgoing: OutgoingText): NewMessage {
    const { text, fileId, replyTo } = outgoing;
    const file = fileId === undefined ? undefined : files.find(fileId);
    if (fileId !== undefined && file?.owner !== oid) throw refusal(`There is no file ${fileId}`);
    const shown = file && {
      contentType: file.contentType,
      contentUrl: `/teams/api/${oid}/files/${file.id}`,
      name: file.name,
    };
    const answered = replyTo === undefined ? undefined : conversation.find(replyTo);
    if (replyTo !== undefined && !answered) throw refusal(`There is no message ${replyTo}`);
    const mentions = mentionsOf(conversation, outgoing);
    return {
      from: oid,
      ...(text === '' ? {} : { text }),
      ...(mentions.length > 0 ? { mentions } : {}),
      ...(answered?.threadId === undefined ? {} : { threadId: answered.threadId }),
      attachments: shown ? [shown] : [],
    };
  }

  /** Somebody who is mentioned has a name and the opaque id that the bot knows, but no object id: the page of `mentionEntities`. */
  function mentionsOf(conversation: Conversation, { text, mentions = [] }: OutgoingText): readonly Mention[] {
    const names = mentionedNames(text);
    return mentions.map((target, index) => {
      const oid = target === 'bot' ? undefined : target.oid;
      if (oid !== undefined && !conversation.hasMember(oid)) throw refusal('Only members can be mentioned');
      const mentioned: Mention =
        oid === undefined
          ? identities.bot
          : { id: identities.userIdOf(oid), name: findPerson(oid)?.displayName ?? '' };
      if (names[index] !== mentioned.name) throw refusal(`The text does not mention ${mentioned.name}`);
      return mentioned;
    });
  }

  return { messageOf };
}

function refusal(message: string): HTTPException {
  return new HTTPException(400, { message });
}

import { ActivityTypes, type TurnContext } from 'botbuilder';
import { messageBody } from './invokes.ts';
import type { RateLimited } from './rateLimit.ts';
import { searchBody } from './typeahead.ts';

/** Answers somebody who may not use the bot at all. What is no message and no click needs no answer. */
export async function refuseCaller(context: TurnContext, words: string): Promise<void> {
  if (context.activity.type === ActivityTypes.Message) await context.sendActivity(words);
  if (context.activity.type !== ActivityTypes.Invoke) return;
  await answerInvoke(context, 200, {
    statusCode: 403,
    type: 'application/vnd.microsoft.error',
    value: { code: 'forbidden', message: words },
  });
}

/** Says when to go on. What was typed into a card stays there, and the card as it is. */
export async function refuseForNow(context: TurnContext, what: RateLimited, words: string): Promise<void> {
  switch (what) {
    case 'message':
      await context.sendActivity(words);
      return;
    case 'signIn':
      return await answerInvoke(context, 429);
    case 'typeahead':
      return await answerInvoke(context, 200, searchBody([{ title: words, value: 'tooMany' }]));
    case 'click':
    case 'refresh':
      return await answerInvoke(context, 200, messageBody(words));
  }
}

async function answerInvoke(context: TurnContext, status: number, body?: object): Promise<void> {
  await context.sendActivity({ type: 'invokeResponse', value: { status, body } });
}

import type { Activity } from 'botbuilder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spokenText } from '../../src/dialogs/spokenText.ts';

const bot = { id: '28:bot', name: 'Profile Desk' };
const anna = { id: '29:anna', name: 'Anna' };
const mention = (who: { id: string; name: string }, text = `<at>${who.name}</at>`) => ({
  type: 'mention',
  mentioned: who,
  text,
});
const spoken = (text: string | undefined, entities: readonly object[] = []) =>
  spokenText({ text, entities, recipient: bot } as unknown as Activity);

describe('what is said beside mentions', () => {
  it.each([
    ['<at>Profile Desk</at> Anna Smith', [mention(bot)], 'Anna Smith', []],
    ['<at>Profile Desk</at><at>Profile Desk</at>\n anna <at>Profile Desk</at>', [mention(bot)], 'anna', []],
    ['<at>Profile Desk</at> <at>Anna</at>', [mention(bot), mention(anna)], '', ['29:anna']],
    [
      '<at>Anna</at>: job title = Lead <at>Profile Desk</at>',
      [mention(anna), mention(bot)],
      ': job title = Lead',
      ['29:anna'],
    ],
    ['Profile Desk anna', [], 'Profile Desk anna', []],
    [undefined, [mention(bot)], '', []],
  ])('%j', (text, entities, said, mentioned) => {
    expect(spoken(text, entities)).toEqual({ text: said, mentioned });
  });

  it('is read from whatever a client sends', () => {
    fc.assert(
      fc.property(fc.option(fc.string(), { nil: undefined }), fc.array(fc.object()), (text, entities) => {
        const { text: said, mentioned } = spoken(text, [...entities, mention(bot, '')]);
        expect(said).toBe(said.trim());
        expect(mentioned).not.toContain(bot.id);
      }),
    );
  });
});

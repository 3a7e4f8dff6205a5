import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/language/en.ts';
import { languageOf } from '../../src/language/language.ts';
import { nl } from '../../src/language/nl.ts';
import { domainInput } from '../../src/profile/changes.ts';
import { fieldNames } from '../../src/profile/fields.ts';
import { problemsOf } from '../support/cardReader.ts';
import { actionsOf, allCards, nodesOf, textsOf } from './sampleCards.ts';

const languages = [languageOf('en'), languageOf('nl')];
const ordinary = (place: string): string => (place === 'usageLocation' ? 'NL' : `Some ${place}`);
const everyCard = languages.flatMap((language) =>
  [...allCards(ordinary, language)].map(([name, card]) => [`${name} (${language.tag})`, card] as const),
);

describe('the reader of Adaptive Cards', () => {
  it('finds faults', () => {
    const bad = {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [{ type: 'TextBlock', text: 'x', size: 'Huge' }],
    } as const;
    expect(problemsOf(bad)).toHaveLength(1);
  });
});

describe.each(everyCard)('the card: %s', (_name, card) => {
  it('is valid in version 1.5, with a fallback and a language', () => {
    expect(problemsOf(card)).toEqual([]);
    expect(card).toMatchObject({
      type: 'AdaptiveCard',
      version: '1.5',
      fallbackText: expect.stringMatching(/./),
      lang: expect.stringMatching(/^(en|nl)$/),
    });
  });

  it('has each id once, inputs that are fields or the card’s own, and elements with a prefix', () => {
    const withIds = nodesOf(card).filter((node) => node.id !== undefined && node.type !== undefined);
    const ids = withIds.map((node) => String(node.id));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    for (const { id, type } of withIds) {
      if (String(type).startsWith('Input.'))
        expect([...fieldNames, `userPrincipalName${domainInput}`, '$form', '$reason', '$answer']).toContain(
          id,
        );
      else expect(id).toMatch(/^\$/);
    }
  });

  it('has no input that keeps Save from working, and a marker where it has inputs', () => {
    for (const node of nodesOf(card)) {
      expect(node).not.toHaveProperty('isRequired');
      expect(node).not.toHaveProperty('regex');
    }
    const inputs = nodesOf(card).filter((node) => String(node.type).startsWith('Input.'));
    if (inputs.some((input) => input.id !== '$answer'))
      expect(inputs.filter((input) => input.id === '$form')).toEqual([
        { type: 'Input.Text', id: '$form', value: expect.stringMatching(/./), isVisible: false },
      ]);
  });

  it('has six actions at most in one place, each with a title', () => {
    for (const { actions } of nodesOf(card))
      if (Array.isArray(actions)) expect(actions.length).toBeLessThanOrEqual(6);
    for (const action of actionsOf(card)) expect(action.title).toMatch(/./);
  });

  it('sends the same data by Action.Submit, and inputs with Save, and with what changes the card alone', () => {
    for (const action of actionsOf(card).filter(({ type }) => type === 'Action.Execute')) {
      expect(action.fallback).toMatchObject({
        type: 'Action.Submit',
        title: action.title,
        data: action.data,
      });
      const withInputs = ['save', 'section', 'photo', 'removePhoto', 'keepPhoto', 'decline'];
      const carried = withInputs.includes(action.verb as string) ? undefined : 'none';
      expect([
        action.associatedInputs,
        (action.fallback as Record<string, unknown>).associatedInputs,
      ]).toEqual([carried, carried]);
      expect(action.data).toMatchObject({ $verb: action.verb, $card: expect.anything() });
      expect(Object.keys(action.data as object).filter((key) => !key.startsWith('$'))).toEqual([]);
    }
  });

  it('shows and hides only what is there', () => {
    const ids = new Set(nodesOf(card).map((node) => node.id));
    for (const { targetElements } of actionsOf(card))
      for (const { elementId } of (targetElements ?? []) as { elementId: string }[])
        expect(ids).toContain(elementId);
  });

  it('has in its TextBlocks, which are Markdown, only texts of the catalogue, and no FactSet', () => {
    const texts = new Set<string>([...Object.values(en), ...Object.values(nl)]);
    for (const { place, text } of textsOf(card)) {
      if (place === 'TextBlock.text') expect(texts).toContain(text);
      expect(place).not.toMatch(/^(FactSet|Fact|Table)/);
    }
  });
});

describe('text of the directory', () => {
  const places = (textOf: (place: string) => string, mark: RegExp): string[] =>
    languages.flatMap((language) =>
      [...allCards(textOf, language).values()].flatMap((card) =>
        textsOf(card)
          .filter(({ text }) => mark.test(text))
          .map(({ place }) => place),
      ),
    );

  it('stands only where it is plain text, or data', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          '⟦mark⟧',
          '**⟦mark⟧**',
          '[⟦mark⟧](https://evil.com)',
          '<at>⟦mark⟧</at>',
          '{{⟦mark⟧}}',
        ),
        (text) => {
          expect([...new Set(places(() => text, /⟦mark⟧/))].sort()).toEqual([
            'Action.Execute.data.$card',
            'Action.Execute.data.$edit',
            'Action.Execute.data.$person',
            'Action.Execute.tooltip',
            'Action.Submit.data.$card',
            'Action.Submit.data.$edit',
            'Action.Submit.data.$person',
            'Image.altText',
            'Input.ChoiceSet.choices.title',
            'Input.Text.value',
            'TextRun.text',
          ]);
        },
      ),
      { numRuns: 5 },
    );
  });

  it('holds no control and no unpaired direction mark, but in inputs, which hold the value itself', () => {
    const nasty = 'a\u202eb\u2067c\u0000d\u0085e\u200bf\ud800g\r\nh';
    for (const language of languages)
      for (const card of allCards(() => nasty, language).values())
        for (const { place, text } of textsOf(card)) {
          if (place === 'Input.Text.value' || place.includes('.data.')) continue;
          expect(text.replaceAll(/\u2068([^\u2068\u2069]*)\u2069/g, '$1')).not.toMatch(
            /[\p{Cc}\p{Bidi_Control}\p{Cs}]/u,
          );
        }
  });

  it('is isolated where it stands in a sentence', () => {
    const bare = languages.flatMap((language) =>
      [...allCards((place) => (place === 'requestId' ? 'r' : 'אבג'), language)].flatMap(([name, card]) =>
        textsOf(card)
          .filter(({ place }) => place === 'TextRun.text')
          .filter(({ text }) => text.replaceAll('\u2068אבג\u2069', '').replace(/^אבג$/, '').includes('אבג'))
          .map(() => `${name} (${language.tag})`),
      ),
    );
    expect([...new Set(bare)]).toEqual([]);
  });
});

/**
 * Says on the buttons that show and hide parts of a card whether those are shown. The renderer says it on the parts
 * themselves (adaptivecards 3.0.6, `CardElement.isVisible`), where ARIA does not allow it:
 * https://www.w3.org/TR/wai-aria-1.2/#aria-expanded. It also gives parts the ids that the card names, which may stand in
 * several messages of a page; so they get a prefix.
 * @returns what brings the buttons up to date, to be called after something was shown or hidden
 */
export function markExpandable(card: HTMLElement, prefix: string): () => void {
  const named = new Map<string, HTMLElement>();
  const partOf = (id: string): HTMLElement | undefined => {
    const part = named.get(id) ?? card.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
    if (!part) return undefined;
    part.id = `${prefix}-${id}`;
    named.set(id, part);
    return part;
  };
  const openers = [...card.querySelectorAll<HTMLElement>('[aria-controls]')].map((opener) => {
    const ids = opener.getAttribute('aria-controls')?.split(' ') ?? [];
    const parts = ids.map(partOf).filter((part) => part !== undefined);
    opener.setAttribute('aria-controls', parts.map(({ id }) => id).join(' '));
    // A button that swaps two parts opens the one that was hidden at first. Buttons may have a part in common, which another
    // one has opened already.
    const hidden = parts.filter(isHidden);
    return { opener, parts: hidden.length > 0 ? hidden : parts };
  });
  const tell = () => {
    for (const part of named.values()) part.removeAttribute('aria-expanded');
    for (const { opener, parts } of openers)
      opener.setAttribute('aria-expanded', String(!parts.some(isHidden)));
  };
  tell();
  return tell;
}

function isHidden(part: HTMLElement): boolean {
  return part.style.display === 'none';
}

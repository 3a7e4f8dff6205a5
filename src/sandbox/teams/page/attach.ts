import type { SentImage } from '../client.ts';
import { button, element } from './element.ts';
import { icon } from './icons.ts';

/** A file that goes with the next message. */
export interface Attached {
  read(): Promise<Omit<SentImage, 'text'>>;
}

/**
 * Lets one paste a picture into the message, or upload any file beside it. Teams tells the two apart in the same way:
 * https://github.com/microsoft/teams-sdk/issues/1202.
 * @returns what takes the file that was attached last, for the message that is sent
 */
export function startAttaching(
  form: HTMLFormElement,
  box: HTMLTextAreaElement,
): { take(): Attached | undefined } {
  const holder = form.querySelector('.attached') as HTMLElement;
  const picker = form.querySelector('input[type=file]') as HTMLInputElement;
  let attached: { readonly file: File; readonly as: SentImage['as'] } | undefined;

  function attach(file: File | undefined, as: SentImage['as']): void {
    attached = file && { file, as };
    holder.hidden = !file;
    holder.replaceChildren(...(file ? [preview(file, () => attach(undefined, as))] : []));
    box.focus();
  }
  form.querySelector('.attach')?.addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    attach(picker.files?.[0], 'file');
    // The same file can be picked again.
    picker.value = '';
  });
  box.addEventListener('paste', (event) => {
    const picture = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    if (!picture) return;
    event.preventDefault();
    attach(picture, 'inline');
  });
  return {
    take() {
      const taken = attached;
      if (!taken) return undefined;
      attach(undefined, 'file');
      const { file, as } = taken;
      const contentType = file.type || 'application/octet-stream';
      return {
        read: async () => ({
          as,
          name: file.name,
          contentType,
          bytes: new Uint8Array(await file.arrayBuffer()),
        }),
      };
    },
  };
}

function preview(file: File, onRemove: () => void): HTMLElement {
  const remove = button(icon('close'), onRemove, { 'aria-label': `Remove ${file.name}` });
  const name = element('span', { class: 'name' }, file.name);
  if (!file.type.startsWith('image/'))
    return element('span', { class: 'preview' }, icon('file'), name, remove);
  const address = URL.createObjectURL(file);
  const picture = element('img', { src: address, alt: '' });
  picture.addEventListener('load', () => URL.revokeObjectURL(address));
  return element('span', { class: 'preview' }, picture, name, remove);
}

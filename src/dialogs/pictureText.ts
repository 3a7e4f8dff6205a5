import type { Picture } from '../files/pictures.ts';
import type { Language } from '../language/language.ts';

/** What a picture is, in words. */
export function pictureText({ contentType, width, height, bytes }: Picture, language: Language): string {
  const type = contentType === 'image/png' ? 'PNG' : 'JPEG';
  const kilobytes = Math.max(1, Math.round(bytes.length / 1024));
  return language.text('picture.about', { type, width, height, kilobytes });
}

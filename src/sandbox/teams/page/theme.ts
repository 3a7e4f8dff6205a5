import { byId } from './element.ts';

const key = 'profile-desk-theme';

/** Lets one choose the theme; at first it is the system's. */
export function startTheme(): void {
  const select = byId<HTMLSelectElement>('theme');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const contrast = matchMedia('(prefers-contrast: more)');
  const apply = () => {
    const system = contrast.matches ? 'contrast' : dark.matches ? 'dark' : 'light';
    document.documentElement.dataset.theme = select.value === 'system' ? system : select.value;
  };
  select.value = localStorage.getItem(key) ?? 'system';
  if (select.value === '') select.value = 'system';
  select.addEventListener('change', () => {
    localStorage.setItem(key, select.value);
    apply();
  });
  dark.addEventListener('change', apply);
  contrast.addEventListener('change', apply);
  apply();
}

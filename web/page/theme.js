// Light, dark, or as the system is; kept where the browser allows it.
const KEY = 'chokepoint-theme';
const kept = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

export class Theme {
  constructor() {
    this.names = ['system', 'light', 'dark'];
    this.take(this.names.includes(kept()) ? kept() : 'system');
  }
  take(name) {
    this.name = name;
    document.documentElement.dataset.theme = name;
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // a page opened from disk may not be allowed to keep anything
    }
  }
}

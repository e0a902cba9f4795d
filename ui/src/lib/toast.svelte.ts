/** A short message that goes by itself, with at most one thing to do about it. */
export interface Toast {
  text: string;
  action?: { label: string; run: () => void };
}

let current = $state<Toast>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The one message at the foot of the window. */
export const toast = {
  get current(): Toast | undefined {
    return current;
  },
  /** Shows a message for some seconds; it replaces the one before. */
  show(message: Toast, seconds = 8): void {
    clearTimeout(timer);
    current = message;
    timer = setTimeout(() => (current = undefined), seconds * 1000);
  },
  /** Takes it away. */
  hide(): void {
    clearTimeout(timer);
    current = undefined;
  },
};

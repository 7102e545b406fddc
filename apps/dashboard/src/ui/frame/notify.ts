import { notifications } from '@mantine/notifications';
import { ApiError } from '../../api/http/error.js';
import { visibleText } from '../../format/visible-text.js';
import { messageOf } from './states.js';

const closeButtonProps = { 'aria-label': 'Dismiss' };

/** Confirms that an action is done. */
export const notifyDone = (message: string): void =>
  void notifications.show({ color: 'green', message, closeButtonProps });

/** Shows a failure that has no place on the page; forms show theirs with `ErrorState`. */
export function notifyFailed(error: unknown, title = 'The request failed'): void {
  const text = error instanceof ApiError ? `${error.message} (${error.code})` : messageOf(error);
  notifications.show({ color: 'red', title, message: visibleText(text), autoClose: 10_000, closeButtonProps });
}

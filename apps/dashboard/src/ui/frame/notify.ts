import { notifications } from '@mantine/notifications';
import { ApiError } from '../../api/error.js';
import { visibleText } from '../../format/visible-text.js';

const closeButtonProps = { 'aria-label': 'Dismiss' };

/** Something that was asked for is done. */
export const notifyDone = (message: string): void =>
  void notifications.show({ color: 'green', message, closeButtonProps });

/** Something outside of a form failed; inside one `ErrorState` says it. */
export function notifyFailed(error: unknown, title = 'That did not work'): void {
  const text =
    error instanceof ApiError
      ? `${error.message} (${error.code})`
      : error instanceof Error
        ? error.message
        : String(error);
  notifications.show({ color: 'red', title, message: visibleText(text), autoClose: 10_000, closeButtonProps });
}

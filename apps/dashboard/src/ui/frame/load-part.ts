import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

const pauseMs = 400;
const betweenReloadsMs = 60_000;
const reloadKey = 'toolyard-reloaded-at';

/**
 * Loads a part of the dashboard. A part that fails to load is asked for once more, because a changing network ends
 * requests that are under way. When it fails again, the dashboard was updated and its old files are gone: the page is
 * loaded anew, which keeps the address and the drafts. It fails when that has just been done.
 */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  try {
    return await load();
  } catch (error) {
    const last = Number(sessionStorage.getItem(reloadKey) ?? 0);
    if (Date.now() - last < betweenReloadsMs) throw error;
    sessionStorage.setItem(reloadKey, String(Date.now()));
    location.reload();
    return new Promise(() => {});
  }
}

/** A component whose code is loaded when it is first shown. */
export const lazyPart = <Name extends string, Component extends ComponentType<any>>(
  load: () => Promise<Record<Name, Component>>,
  name: Name,
): LazyExoticComponent<Component> => lazy(async () => ({ default: (await loadPart(load))[name] }));

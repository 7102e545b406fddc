import type { ServerEdit } from '../../../api/server.js';
import type { Server } from '../../../api/servers.js';

export type GeneralForm = Pick<Server, 'name' | 'description' | 'visibility' | 'access' | 'replicas'>;

export const formOf = ({ name, description, visibility, access, replicas }: GeneralForm): GeneralForm => ({
  name,
  description,
  visibility,
  access,
  replicas,
});

/** What a form changes of a server; an unchanged field is left out. */
export function changesOf(server: GeneralForm, form: GeneralForm): ServerEdit {
  const wanted: GeneralForm = { ...formOf(form), name: form.name.trim() };
  const now = formOf(server);
  return Object.fromEntries(
    Object.entries(wanted).filter(([field, value]) => value !== now[field as keyof GeneralForm]),
  );
}

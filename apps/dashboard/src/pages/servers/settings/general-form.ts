import type { Server, ServerEdit } from '../../../api/servers/servers.js';

export type GeneralForm = Pick<Server, 'name' | 'description' | 'visibility' | 'access' | 'replicas'>;

export const formOf = ({ name, description, visibility, access, replicas }: GeneralForm): GeneralForm => ({
  name,
  description,
  visibility,
  access,
  replicas,
});

/** The fields of the form that differ from the server. */
export function changesOf(server: GeneralForm, form: GeneralForm): ServerEdit {
  const next: GeneralForm = { ...formOf(form), name: form.name.trim() };
  const now = formOf(server);
  return Object.fromEntries(Object.entries(next).filter(([field, value]) => value !== now[field as keyof GeneralForm]));
}

/** The form after the server has changed: changed fields keep their values, the others get those of the server. */
export const mergedForm = (before: GeneralForm, server: GeneralForm, form: GeneralForm): GeneralForm => ({
  ...formOf(server),
  ...Object.fromEntries(
    Object.entries(formOf(form)).filter(([field, value]) => value !== before[field as keyof GeneralForm]),
  ),
});

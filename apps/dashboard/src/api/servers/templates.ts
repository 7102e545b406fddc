import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import type { components } from '../schema.js';

export type Template = components['schemas']['TemplateDto'];

/** The repositories that a new server can begin with. */
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: async ({ signal }): Promise<Template[]> => (await bodyOf(api.GET('/api/v1/templates', { signal }))).items,
  staleTime: Infinity,
});

export const beginWithTemplate = (serverId: string, template: Template['id']) =>
  api.POST('/api/v1/servers/{id}/template', { params: { path: { id: serverId } }, body: { template } });

import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { alertKeys } from '../query-keys.js';
import type { components } from '../schema.js';

type Schemas = components['schemas'];
export type Alert = Schemas['AlertDto'];
export type AlertDelivery = Schemas['AlertDeliveryDto'];
export type AlertChannel = Schemas['AlertChannelDto'];
export type NewAlert = Schemas['CreateAlertDto'];
export type NewChannel = Schemas['CreateAlertChannelDto'];

const everyMs = 30_000;
const at = (id: string) => ({ params: { path: { id } } });

/** All alerts with their state, read again and again: an alert fires without a change by a user. */
export const alertsQuery = queryOptions({
  queryKey: alertKeys.all,
  queryFn: async ({ signal }): Promise<Alert[]> => (await bodyOf(api.GET('/api/v1/alerts', { signal }))).items,
  refetchInterval: everyMs,
});

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: alertKeys.one(id),
    queryFn: ({ signal }): Promise<Alert> => bodyOf(api.GET('/api/v1/alerts/{id}', { ...at(id), signal })),
    refetchInterval: everyMs,
  });

/** The messages about an alert, newest first. */
export const alertDeliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: alertKeys.deliveries(id),
    queryFn: async ({ signal }): Promise<AlertDelivery[]> =>
      (await bodyOf(api.GET('/api/v1/alerts/{id}/deliveries', { ...at(id), signal }))).items,
    refetchInterval: everyMs,
  });

export const alertChannelsQuery = queryOptions({
  queryKey: alertKeys.channels,
  queryFn: async ({ signal }): Promise<AlertChannel[]> =>
    (await bodyOf(api.GET('/api/v1/alert-channels', { signal }))).items,
});

export const createAlert = (body: NewAlert) => bodyOf(api.POST('/api/v1/alerts', { body }));
export const editAlert = (id: string, body: Schemas['EditAlertDto']) =>
  bodyOf(api.PATCH('/api/v1/alerts/{id}', { ...at(id), body }));
export const deleteAlert = (id: string) => api.DELETE('/api/v1/alerts/{id}', at(id));
export const acknowledgeAlert = (id: string) => bodyOf(api.POST('/api/v1/alerts/{id}/acknowledge', at(id)));
export const silenceAlert = (id: string, until: string) =>
  bodyOf(api.POST('/api/v1/alerts/{id}/silence', { ...at(id), body: { until } }));
export const endSilence = (id: string) => api.DELETE('/api/v1/alerts/{id}/silence', at(id));

export const createChannel = (body: NewChannel) => bodyOf(api.POST('/api/v1/alert-channels', { body }));
export const deleteChannel = (id: string) => api.DELETE('/api/v1/alert-channels/{id}', at(id));
export const testChannel = (id: string) => bodyOf(api.POST('/api/v1/alert-channels/{id}/test', at(id)));

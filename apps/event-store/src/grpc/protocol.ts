/**
 * EventStoreDB's messages as its client package carries them. They are CommonJS without detectable names, hence the
 * default imports for the values and the star imports for the types.
 */
import gossipServiceModule from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossipModule from '@eventstore/db-client/generated/gossip_pb.js';
import type * as Gossip from '@eventstore/db-client/generated/gossip_pb.js';
import featuresServiceModule from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featuresModule from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type * as Features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import sharedModule from '@eventstore/db-client/generated/shared_pb.js';
import type * as Shared from '@eventstore/db-client/generated/shared_pb.js';
import statusModule from '@eventstore/db-client/generated/status_pb.js';
import type * as Status from '@eventstore/db-client/generated/status_pb.js';
import streamsServiceModule from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsModule from '@eventstore/db-client/generated/streams_pb.js';
import type * as Streams from '@eventstore/db-client/generated/streams_pb.js';
import anyModule from 'google-protobuf/google/protobuf/any_pb.js';
import emptyModule from 'google-protobuf/google/protobuf/empty_pb.js';

export const { GossipService } = gossipServiceModule;
export const { ServerFeaturesService } = featuresServiceModule;
export const { StreamsService } = streamsServiceModule;
export const gossip = gossipModule;
export const features = featuresModule;
export const shared = sharedModule;
export const streams = streamsModule;
export const { Status: RpcStatus } = statusModule;
export const { Any } = anyModule;
export const { Empty: GoogleEmpty } = emptyModule;
export type { Features, Gossip, Shared, Status, Streams };

import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { type Features, features, type Gossip, gossip, type Shared, shared, StreamsService } from './protocol.js';

/** The version of EventStoreDB whose rules the server follows. */
const followedVersion = '24.10.0';
const leader = 8;

/** `GetSupportedMethods`: the calls on streams alone, so that clients use no others. */
export function supportedMethodsHandler() {
  const methods = Object.values(StreamsService).map(({ path }) => {
    const [, service, method] = (path as string).toLowerCase().split('/');
    return new features.SupportedMethod().setServiceName(service!).setMethodName(method!);
  });
  return (
    _: ServerUnaryCall<Shared.Empty, Features.SupportedMethods>,
    answer: sendUnaryData<Features.SupportedMethods>,
  ): void => {
    answer(null, new features.SupportedMethods().setEventStoreServerVersion(followedVersion).setMethodsList(methods));
  };
}

/** A cluster of one, for clients that were given several hosts or `esdb+discover`. */
export function gossipHandler(identity: string, endpoint: () => { host: string; port: number }) {
  return (_: ServerUnaryCall<Shared.Empty, Gossip.ClusterInfo>, answer: sendUnaryData<Gossip.ClusterInfo>): void => {
    const { host, port } = endpoint();
    const member = new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setString(identity))
      .setTimeStamp(String(Date.now()))
      .setState(leader)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port));
    answer(null, new gossip.ClusterInfo().setMembersList([member]));
  };
}

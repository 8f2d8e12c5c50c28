/** From options and storage to a peer that runs: as a follower, with what it had when it stopped. */
import { checkConfig, type RaftConfig } from "./config.ts";
import { restoreConfState } from "./membership.ts";
import { Peer } from "./peer.ts";
import { isEmptyHardState, NO_PEER } from "./types.ts";

/**
 * Starts a peer.
 *
 * @throws {InvariantError} when an option is out of range or the storage contradicts itself.
 */
export function startPeer(config: RaftConfig): Peer {
  const checked = checkConfig(config);
  const peer = new Peer(checked);
  const { hardState, confState } = checked.storage.initialState();
  restoreConfState(peer, confState);
  if (!isEmptyHardState(hardState)) peer.loadHardState(hardState);
  if (checked.applied > 0) peer.log.appliedTo(checked.applied, 0);
  peer.becomeFollower(peer.term, NO_PEER);
  return peer;
}

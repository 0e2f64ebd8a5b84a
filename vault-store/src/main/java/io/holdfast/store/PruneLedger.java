package io.holdfast.store;

import java.util.Set;

/**
 * What prunes and writers of a vault agree on: kept where all processes that use the vault see the same, which a store cannot promise. A pack that is to go passes through two
 * stages. <em>Condemned</em>: sessions that begin from now on store again what it holds, and it can still be reprieved. <em>Doomed</em>: it may vanish at any moment, by anybody's
 * hand, and never comes back; so a prune that lost its turn and does not know it yet can do no harm.
 *
 * <p>A session is a writer from before its first look at the ledger and at its base to the moment when its point is committed, or can't be any more.
 *
 * <p>Every change is durable when its method returns, and refused with an exception once another prune has begun.
 */
public interface PruneLedger {
    /** Condemned packs that no session relies on which has not ended: the sessions that run now have all begun later, and know. */
    Set<String> ripe();

    /** All condemned packs, the ripe among them. */
    Set<String> condemned();

    Set<String> doomed();

    /** Packs known to be damaged: what is needed of them and lies elsewhere too is not needed of them. */
    Set<String> damaged();

    /** The points that sessions which have not ended build upon. */
    Set<PointKey> bases();

    /** Whether the catalogue has this point. */
    boolean isPoint(PointKey point);

    void condemn(Set<String> packs);

    /** Of packs that are condemned. */
    void reprieve(Set<String> packs);

    /** Of packs that are condemned, for ever. */
    void doom(Set<String> packs);

    /** Doomed packs are deleted. */
    void forget(Set<String> packs);
}

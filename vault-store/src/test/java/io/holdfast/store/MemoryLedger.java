package io.holdfast.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The reference of what a ledger does, for one vault. */
final class MemoryLedger {
    private record Session(long epoch, @Nullable PointKey base) {}

    private final Map<UUID, Session> sessions = new HashMap<>();
    private final Map<String, Long> condemned = new HashMap<>();
    private final Set<String> doomed = new HashSet<>();
    private long epoch;
    private @Nullable Object owner;

    /** A prune was overtaken by another. */
    static final class Overtaken extends RuntimeException {}

    /** Before the session looks at anything else; returns what it must not rely on. */
    Set<String> begin(UUID session, @Nullable PointKey base) {
        sessions.put(session, new Session(epoch, base));
        Set<String> going = new HashSet<>(condemned.keySet());
        going.addAll(doomed);
        return going;
    }

    void end(UUID session) {
        sessions.remove(session);
    }

    Set<String> doomed() {
        return Set.copyOf(doomed);
    }

    Set<String> condemned() {
        return Set.copyOf(condemned.keySet());
    }

    /** Another prune's turn. {@code before} is run before each of its steps. */
    PruneLedger turn(Runnable before, Predicate<PointKey> isPoint, Consumer<String> story) {
        Object me = new Object();
        owner = me;
        return new PruneLedger() {
            private void step() {
                before.run();
            }

            private void own(String what, Set<String> packs) {
                before.run();
                if (owner != me) {
                    throw new Overtaken();
                }
                story.accept(what + " " + packs);
            }

            @Override
            public Set<String> ripe() {
                step();
                return condemned.entrySet().stream()
                        .filter(pack -> sessions.values().stream().allMatch(s -> s.epoch >= pack.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
            }

            @Override
            public Set<String> condemned() {
                step();
                return MemoryLedger.this.condemned();
            }

            @Override
            public Set<String> doomed() {
                step();
                return MemoryLedger.this.doomed();
            }

            @Override
            public Set<String> damaged() {
                return Set.of();
            }

            @Override
            public Set<PointKey> bases() {
                step();
                Set<PointKey> bases = new HashSet<>();
                sessions.values().forEach(session -> {
                    if (session.base != null) {
                        bases.add(session.base);
                    }
                });
                return bases;
            }

            @Override
            public boolean isPoint(PointKey point) {
                return isPoint.test(point);
            }

            @Override
            public void condemn(Set<String> packs) {
                own("condemn", packs);
                epoch++;
                packs.forEach(pack -> condemned.put(pack, epoch));
            }

            @Override
            public void reprieve(Set<String> packs) {
                own("reprieve", packs);
                condemned.keySet().removeAll(packs);
            }

            @Override
            public void doom(Set<String> packs) {
                own("doom", packs);
                packs.forEach(pack -> {
                    if (condemned.remove(pack) != null) {
                        doomed.add(pack);
                    }
                });
            }

            @Override
            public void forget(Set<String> packs) {
                own("forget", packs);
                doomed.removeAll(packs);
            }
        };
    }
}

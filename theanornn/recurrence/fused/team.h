// Threads that work on one call together. They live as long as the call: none spins between calls,
// none fights with those of a BLAS, and a fork finds none.
#pragma once
#include <pthread.h>
#include <sched.h>

class Team {
 public:
  static constexpr int MOST = 64;

  // Run body(part, team) in `wanted` threads, this one among them, or in fewer if there are no more.
  template <class Body>
  static void run(int wanted, const Body& body) {
    Team team;
    Member<Body> members[MOST];
    pthread_t threads[MOST];
    int started = 1;
    for (; started < wanted && started < MOST; started++) {
      members[started] = {&team, &body, started};
      if (pthread_create(&threads[started], 0, Member<Body>::enter, &members[started])) break;
    }
    __atomic_store_n(&team.parts_, started, __ATOMIC_RELEASE);
    body(0, team);
    for (int part = 1; part < started; part++) pthread_join(threads[part], 0);
  }

  int parts() const { return parts_; }

  // Wait until all are here.
  void meet() {
    if (parts_ == 1) return;
    const int round = __atomic_load_n(&round_, __ATOMIC_ACQUIRE);
    if (__atomic_add_fetch(&arrived_, 1, __ATOMIC_ACQ_REL) == parts_) {
      __atomic_store_n(&arrived_, 0, __ATOMIC_RELAXED);
      __atomic_add_fetch(&round_, 1, __ATOMIC_RELEASE);
      return;
    }
    while (__atomic_load_n(&round_, __ATOMIC_ACQUIRE) == round) sched_yield();
  }

 private:
  template <class Body>
  struct Member {
    Team* team;
    const Body* body;
    int part;

    static void* enter(void* argument) {
      const Member& m = *(const Member*)argument;
      while (!__atomic_load_n(&m.team->parts_, __ATOMIC_ACQUIRE)) sched_yield();
      (*m.body)(m.part, *m.team);
      return 0;
    }
  };

  int parts_ = 0, arrived_ = 0, round_ = 0;
};

// The share of `n` things that falls to a part.
struct Share {
  long first, count;
  Share(long n, long part, long parts, long unit = 1) {
    const long units = (n + unit - 1) / unit;
    first = units * part / parts * unit;
    const long end = units * (part + 1) / parts * unit;
    count = (end < n ? end : n) - (first < n ? first : n);
  }
};

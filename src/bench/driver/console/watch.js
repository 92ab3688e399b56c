// Runs before the scripts of the page. It records long tasks and gaps between frames, by phase.
(() => {
  // The first phase begins with the navigation.
  const phases = [0];
  const tasks = [];
  const gaps = [];
  let last;

  new PerformanceObserver((list) => {
    list.getEntries().forEach(({ startTime, duration }) => tasks.push([startTime, duration]));
  }).observe({ type: "longtask", buffered: true });

  const frame = (now) => {
    if (last !== undefined) {
      gaps.push([last, now - last]);
    }
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  const within = (entries, from, to) =>
    entries.filter(([start, length]) => start + length > from && start < to).map(([, length]) => length);

  window.watch = {
    begin: () => phases.push(performance.now()),
    /** The tasks and gaps since the last begin, milliseconds. */
    end: async () => {
      const from = phases[phases.length - 1];
      const to = performance.now();
      // A long task is reported some time after its end.
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { millis: to - from, tasks: within(tasks, from, to), gaps: within(gaps, from, to) };
    },
    frames: async (count) => {
      for (let each = 0; each < count; each++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    },
  };
})();

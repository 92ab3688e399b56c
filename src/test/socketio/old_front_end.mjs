// A client as front ends of the Flask-SocketIO backend are written: node old_front_end.mjs PACKAGE ADDRESS. It knows no session, no
// acknowledgement and no number of an event, and must work unchanged. What it prints is what its page would show.
const library = await import(process.argv[2]);
const io = library.io ?? library.default;

const socket = io(process.argv[3]);

socket.on("connect", () => {
  socket.emit("start_simulation", { rounds: 2, min_clients: 2 });
});

socket.on("simulation_log", (data) => {
  console.log(data.message);
});

socket.on("simulation_complete", (data) => {
  console.log(data.message);
  socket.disconnect();
});

// An old front end of the Flask-SocketIO backend: node old_front_end.mjs PACKAGE ADDRESS. It uses no session, no acknowledgement
// and no number of an event, and must work unchanged. It prints the content of its page.
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

throw new Error("told not to start");

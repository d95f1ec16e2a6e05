use openkoi_sdk::local_provider as _;

use openkoi_sdk::agency as _;
